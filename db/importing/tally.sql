-- One row per fate or reason: how many rows of the file met it.
select fate, reason, count(*) as rows
from import_fate
group by all
order by rows desc, reason
