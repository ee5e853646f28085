-- An event has each of its texts once.
select event_id, part, count(*) as times
from store.request_text
group by event_id, part
having count(*) > 1
