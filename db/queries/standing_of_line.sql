-- One row where the line of an entry of the request stands: the entry that stands in it, and its kind.
select later.event_id, later.kind
from store.event as event
join store.event as later
    on later.request_id = event.request_id
    and coalesce(later.in_place_of, later.event_id) = coalesce(event.in_place_of, event.event_id)
where event.event_id = $event_id
    and event.request_id = $request_id
    and later.event_id not in (select supersedes from store.event where request_id = $request_id and supersedes is not null)
