-- Why this request may not be the duplicate of another one, or merged into it.
with recursive

-- Each request that another one repeats, as it was determined, closed or linked.
repeats as (
    select event.request_id, event.related_request_id
    from store.event as event
    where event.related_request_id is not null
        and event.outcome in ('duplicate', 'merged')
        and event.kind in ('determined', 'closed', 'linked')
        and event.event_id not in (select later.supersedes from store.event as later where later.supersedes is not null and later.request_id = event.request_id)
),

led_to(request_id) as (
    select $related_request_id::bigint
    union
    select repeats.related_request_id
    from repeats
    join led_to using (request_id)
)

select number || ' is voided: nobody would answer this request there. Name another one.'
from store.snapshot
where request_id = $related_request_id and status = 'voided' and $outcome in ('duplicate', 'merged')
union all
select (select number from store.request where request_id = $related_request_id) || ' was itself recorded as a duplicate of this one: '
    || 'one of the two must be answered. Strike that out first, or decide this one.'
from led_to
where request_id = $request_id and $related_request_id <> $request_id and $outcome in ('duplicate', 'merged')
