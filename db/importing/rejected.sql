-- One row per row of the file that was not taken.
select member.row_no, reason
from import_fate as fate
join import_member as member on member.group_no = fate.row_no
where reason is not null
order by member.row_no
