-- One row per judicial holiday kept in a year.
select day, reason, citation, mark
from store.calendar
where year(day) = $year and reason like '%(judicial holiday)%'
order by day
