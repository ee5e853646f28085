-- One row per entry of a request that was recorded after the entry $event_id, oldest first.
select event_id, kind, recorded_by, recorded_at, outcome, related_request_id
from store.event
where request_id = $request_id and event_id > $event_id
order by event_id
