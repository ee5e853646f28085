-- One row per text of one event.
select part, body
from store.request_text
where event_id = $event_id and request_id = $request_id
