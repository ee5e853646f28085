-- One row per row of the file with all our columns; what it has not, or tells under another name of ours, takes no room.
create or replace temp view import_part as
select
    *,
    {others},
    rowid + 1 as row_no
from import_line
