-- One row per standing entry of a request that is about an entry of the line of $event_id, or finishes the review that it opened, oldest
-- first.
with

line as (
    select coalesce(in_place_of, event_id) as place_id, kind, review, on_date
    from store.event
    where request_id = $request_id and event_id = $event_id
),

told as materialized (
    from derived.standing_of($request_id, null, date '9999-12-31')
),

finished as (
    select
        event_id,
        lag(kind) over by_review     as before_kind,
        lag(place_id) over by_review as before_id
    from told
    where kind in ('review_opened', 'review_cleared')
    window by_review as (partition by review order by on_date, place_id)
)

select told.event_id, told.kind, told.on_date
from told, line
where told.about_event_id in (
        select event_id from store.event where request_id = $request_id and coalesce(in_place_of, event_id) = line.place_id
    )
    or told.kind = 'review_cleared' and told.event_id in (
        select event_id from finished where before_kind = 'review_opened' and before_id = line.place_id
    )
order by told.event_id
