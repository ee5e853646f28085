-- An event_id that stands twice.
select event_id, count(*) as times
from store.event
group by event_id
having count(*) > 1
