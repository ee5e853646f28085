-- One row per group: released requests, in how many installments, and calendar days from the first to the last one so far.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

released as (
    select request_id, count(*) as installments
    from derived.standing($as_of)
    where kind = 'released' and request_id in (select request_id from requests)
    group by request_id
),

counted as (
    select group_no, group_name, installments, last_released_on - first_released_on as days
    from derived.grouped('requests', $by)
    join released using (request_id)
)

select
    "group",
    count(*)                                 as n,
    sum(installments)::bigint                as installments,
    count(if(installments > 1, 1, null))     as n_in_several,
    avg(installments)                        as mean_installments,
    max(installments)                        as most_installments,
    median(days)                             as median_days_between
from derived.named('counted', $by)
group by "group"
order by "group"
