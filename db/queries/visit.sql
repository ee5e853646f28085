-- No row, or one: the visit of $person_id that goes on or was the last.
select began_at, until_event_id, before_at, before_event_id
from store.visit
where person_id = $person_id
