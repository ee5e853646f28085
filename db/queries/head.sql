-- One row: where one request stands and the end of its chain.
select request_id, number, source, track, status, is_open, received_on, last_on, last_event_id, hash
from store.snapshot
where request_id = $request_id
