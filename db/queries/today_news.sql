-- One row per request on which somebody else than $sign_in recorded something after the entry $event_id, newest first, $most at the most:
-- on requests of $desk_id and on those that $sign_in recorded on (without a desk: on any), of what $reader may see. kinds: of its newest
-- three entries. Misuse is told of on requests for data alone. Of the requests that changed, at the desk and elsewhere, the newest
-- $looked_at are looked at, since a whole log may have been imported; is_all: whether those were all.
with

placed as (
    select request_id, number, desk_id, track, last_event_id, $desk_id is null or coalesce(desk_id = $desk_id, false) as is_here
    from store.snapshot
    where last_event_id > $event_id
        and request_id not in (from derived.hidden_from($reader))
),

changed as materialized (
    from (from placed where is_here order by last_event_id desc limit $looked_at)
    union all
    from (from placed where not is_here order by last_event_id desc limit $looked_at)
),

entered as materialized (
    select event.event_id, event.request_id, event.kind, event.recorded_by, event.recorded_at, changed.number, changed.is_here
    from store.event as event
    join changed on changed.request_id = event.request_id
    where event.event_id > $event_id
        and event.recorded_by <> $sign_in
        and (changed.track = 'data' or not starts_with(event.kind, 'misuse_'))
),

own as (
    select request_id
    from store.event
    where recorded_by = $sign_in
        and request_id in (select request_id from entered where not is_here)
),

grouped as materialized (
    select
        request_id,
        any_value(number)                       as number,
        count(*)                                as entries,
        max(event_id)                           as event_id,
        arg_max(kind, event_id, 3)              as kinds,
        arg_max(recorded_by, event_id)          as recorded_by,
        arg_max(recorded_at, event_id)          as recorded_at,
        count(*) over ()                        as total
    from entered
    where is_here or request_id in (from own)
    group by request_id
    order by max(event_id) desc
    limit $most
)

select
    grouped.request_id,
    grouped.number,
    worded.summary,
    grouped.entries,
    grouped.kinds,
    coalesce(person.name, grouped.recorded_by) as recorded_by,
    grouped.recorded_at,
    grouped.total,
    (select count(*) from changed where is_here) < $looked_at as is_all
from grouped
left join derived.summaries('grouped') as worded on worded.request_id = grouped.request_id
left join store.person as person on person.sign_in = grouped.recorded_by
order by grouped.event_id desc
