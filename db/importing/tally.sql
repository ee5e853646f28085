-- One row per fate or reason: how many rows of the file met it.
select fate, reason, count(*) as rows
from import_fate as fate
left join import_member as member on member.group_no = fate.row_no
group by all
order by rows desc, reason
