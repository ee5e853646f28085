-- One row where somebody else than $sign_in recorded something on a request after the entry $event_id.
select event_id
from store.event
where request_id = $request_id and event_id > $event_id and recorded_by <> $sign_in
limit 1
