-- One row per standing entry of a request that is about an entry of the line of $event_id, oldest first.
select later.event_id, later.kind, later.on_date
from store.event as later
join store.event as about on about.event_id = later.about_event_id and about.request_id = later.request_id
where later.request_id = $request_id
    and coalesce(about.in_place_of, about.event_id) = (
        select coalesce(in_place_of, event_id)
        from store.event
        where request_id = $request_id and event_id = $event_id
    )
    and later.event_id not in (select supersedes from store.event where request_id = $request_id and supersedes is not null)
order by later.event_id
