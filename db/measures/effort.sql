-- One row per group: staff time and direct cost recorded on requests received in the window: hours, dollars, and hours for each of
-- the requests that have any. It charges nobody.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

timed as (
    select request_id, sum(minutes) as minutes, coalesce(sum(cost), 0) as cost
    from derived.standing($as_of)
    where kind = 'time_recorded'
    group by request_id
),

spent as (
    select group_no, group_name, minutes, cost
    from derived.grouped('requests', $by)
    left join timed using (request_id)
)

select
    "group",
    count(*)                                        as n,
    count(minutes)                                  as n_timed,
    coalesce(sum(minutes), 0) / 60                  as hours,
    coalesce(sum(cost), 0)::decimal(14, 2)          as direct_cost,
    sum(minutes) / 60 / nullif(count(minutes), 0)   as hours_per_timed
from derived.named('spent', $by)
group by "group"
order by "group"
