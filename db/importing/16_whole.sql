-- Where each row of the file is a request of its own.
create or replace temp view import_cell as
select rowid + 1 as row_no, *
from import_line;

create or replace temp table import_member as select row_no, row_no as group_no from import_cell;

create or replace temp table import_entry (row_no bigint, place bigint, kind varchar, on_date date, happened_at timestamp, office varchar);
