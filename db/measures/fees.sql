-- One row per group: sums of money of requests received in the window, in dollars: charged, waived, paid, refunded, outstanding.
-- Outstanding is what is owed; what was paid beyond that stands beside it as credit, and is never set off against another's.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

owed as (
    select group_no, group_name, charged, waived, paid, refunded, balance
    from derived.grouped('requests', $by)
)

select
    "group",
    count(*)                               as n,
    count(if(charged > 0, 1, null))                  as n_charged,
    count(if(charged > 0, 1, null)) / count(*)       as share_charged,
    sum(charged)                           as charged,
    sum(waived)                            as waived,
    sum(paid)                              as paid,
    sum(refunded)                          as refunded,
    sum(greatest(balance, 0))              as outstanding,
    count(if(balance > 0, 1, null))                  as n_outstanding,
    sum(greatest(-balance, 0))             as credit,
    count(if(balance < 0, 1, null))                  as n_credit,
    median(nullif(charged, 0))             as median_charged
from derived.named('owed', $by)
group by "group"
order by "group"
