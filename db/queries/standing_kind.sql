-- One row where an entry of the request stands: its kind.
select kind
from store.event as event
where event_id = $event_id
    and request_id = $request_id
    and not exists (from store.event as later where later.request_id = $request_id and later.supersedes = event.event_id)
