-- One row per group: how long from $from_point to $to_point, counted as $day_type, and how punctual.
-- n = n_closed + n_open + n_ended_otherwise. n_closed, median, mean, p90, min, max: of those that got there by $as_of. km_*: Kaplan-Meier, open requests counted up to
-- $as_of, withdrawn ones censored, duplicates left out; null where the curve does not get there. Left out of all and counted:
-- an impossible order (n_negative), closed on an unknown day (n_undated).
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

spans as (
    from derived.spans('requests', $as_of, $by, $from_point, $to_point, $day_type)
)

select
    spread.*,
    coalesce(n_due, 0)             as n_due,
    on_time_share,
    on_time_original_share,
    $from_point || ' to ' || $to_point as measure,
    $day_type                      as day_type,
    $as_of::date                   as as_of,
    (
        select string_agg(distinct rule_set, ', ' order by rule_set)
        from store.deadline
        where received_on between $received_from::date and $received_until::date
    )                              as rule_set
from derived.spread('spans') as spread
left join derived.punctuality('requests', $as_of, $by) using ("group")
order by "group"
