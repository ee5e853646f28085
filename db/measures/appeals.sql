-- One row per group: appeals of requests received in the window: pending at the end of $as_of, decided, how, and in how many days.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

appeal as (
    select request_id, min(if(kind = 'appealed', on_date, null)) as appealed_on,
        max(if(kind = 'appeal_decided', on_date, null)) as decided_on,
        arg_max(if(kind = 'appeal_decided', outcome, null), (on_date, event_id)) as decision
    from derived.standing($as_of)
    where kind in ('appealed', 'appeal_decided')
    group by request_id
),

judged as (
    select group_no, group_name, appeal.*
    from derived.grouped('requests', $by)
    join appeal using (request_id)
    where appealed_on is not null
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
