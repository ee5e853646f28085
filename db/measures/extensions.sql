-- One row per group: how many requests with a statutory clock were extended, and by how many days. Irregular ones move no date
-- and are counted apart.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

irregular as (
    select distinct request_id
    from derived.standing($as_of)
    where kind = 'extended' and irregular is not null
),

judged as (
    select
        group_no,
        group_name,
        extended_to_on - original_due_on     as added_days,
        irregular.request_id is not null     as is_irregular
    from derived.grouped('requests', $by)
    left join irregular using (request_id)
    where has_clock
)

select
    "group",
    count(*)                               as n,
    count(added_days)                      as n_extended,
    count(added_days) / count(*)           as share,
    median(added_days)                     as median_added_days,
    count(if(is_irregular, 1, null))                 as n_irregular
from derived.named('judged', $by)
group by "group"
order by "group"
