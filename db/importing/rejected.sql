-- One row per row of the file that was not taken.
select coalesce(member.row_no, fate.row_no) as row_no, reason
from import_fate as fate
left join import_member as member on member.group_no = fate.row_no
where reason is not null
order by row_no
