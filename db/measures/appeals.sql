-- One row per group: appeals of requests received in the window: pending at the end of $as_of, decided, how, and in how many days.
-- A request that was appealed again counts again.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

standing as (
    select request_id, event_id, kind, on_date, in_place_of, about_event_id, reference, outcome
    from derived.standing($as_of)
    where kind in ('appealed', 'appeal_decided')
),

appeal as (
    select request_id, on_date as appealed_on, answered_on as decided_on, outcome as decision
    from derived.disputes_in('standing')
),

judged as (
    select group_no, group_name, appeal.*
    from derived.grouped('requests', $by)
    join appeal using (request_id)
)

select
    "group",
    count(*)                                       as n_appealed,
    count(decided_on)                              as n_decided,
    count(*) - count(decided_on)                   as n_pending,
    count(if(decision = 'affirmed', 1, null))                as n_affirmed,
    count(if(decision = 'partly_reversed', 1, null))         as n_partly_reversed,
    count(if(decision = 'reversed', 1, null))                as n_reversed,
    count(if(decision = 'closed_other', 1, null))            as n_closed_other,
    median(decided_on - appealed_on)               as median_days,
    avg(decided_on - appealed_on)                  as mean_days,
    min(decided_on - appealed_on)                  as lowest_days,
    max(decided_on - appealed_on)                  as highest_days
from derived.named('judged', $by)
group by "group"
order by "group"
