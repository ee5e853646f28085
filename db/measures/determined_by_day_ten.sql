-- One row per group: the share determined by the tenth calendar day after receipt, open requests counted.
-- share: 1 - S(10) of Kaplan-Meier, low and high its 95 % band. competing_share: the same with withdrawal as a way out.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

spans as (
    from derived.spans('requests', $as_of, $by, 'receipt', 'determination', 'calendar')
),

curve as (
    from derived.survival('spans')
)

select
    "group",
    max(n_at_risk)                                               as n,
    coalesce(sum(if(days <= 10, n_reached, 0)), 0)::bigint       as n_determined_by_day_ten,
    1 - coalesce(arg_max(still_open, days) filter (days <= 10), 1)    as share,
    1 - coalesce(arg_max(high, days) filter (days <= 10), 1)          as low,
    1 - coalesce(arg_max(low, days) filter (days <= 10), 1)           as high,
    coalesce(arg_max(reached_share, days) filter (days <= 10), 0)     as competing_share
from curve
group by "group"
order by "group"
