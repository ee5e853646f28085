-- One row per row of the file that was not taken.
select row_no, reason
from import_fate
where reason is not null
order by row_no
