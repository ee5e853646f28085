-- Where each row of the file is a request of its own: none is a member of another.
create or replace temp view import_cell as from import_part;

create or replace temp table import_member (row_no bigint, group_no bigint);

create or replace temp table import_entry (row_no bigint, place bigint, kind varchar, on_date date, happened_at timestamp, office varchar);
