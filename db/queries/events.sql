-- One row per event that happened by $as_of, in the order of requests and happenings, without words or people; privileged
-- notes, and what such a note replaced, are left out.
select
    request.number,
    event.*
from store.event as event
join store.request as request using (request_id)
where event.on_date <= $as_of
    and event.request_id not in (from derived.hidden_from($reader))
    and not exists (
        from store.event as later
        where later.request_id = event.request_id
            and later.is_privileged
            and later.event_id >= event.event_id
            and coalesce(later.in_place_of, later.event_id) = coalesce(event.in_place_of, event.event_id)
    )
order by request.number, event.on_date, event.event_id
