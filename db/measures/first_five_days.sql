-- One row per group: what happened within five working days of receipt (Washington's JLARC): closed, acknowledged, or neither, of
-- requests received so long ago that five working days have passed; and the first estimate against what it took.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

aged as (
    select
        requests.*,
        closed.business_no - received.business_no             as closed_after,
        acknowledged.business_no - received.business_no       as acknowledged_after
    from requests
    join store.calendar as received on received.day = requests.received_on
    join store.calendar as today on today.day = $as_of::date
    left join store.calendar as closed on closed.day = requests.closed_on
    left join store.calendar as acknowledged on acknowledged.day = requests.acknowledged_on
    where today.business_no - received.business_no >= 5 and not is_negative
),

judged as (
    select
        group_no,
        group_name,
        coalesce(closed_after <= 5, false)                     as is_closed,
        coalesce(acknowledged_after <= 5, false)               as is_acknowledged,
        first_promised_on - received_on                        as estimated_days,
        if(first_promised_on is null, null, closed_on - received_on) as actual_days
    from derived.grouped('aged', $by)
)

select
    "group",
    count(*)                                                    as n,
    count(if(is_closed, 1, null))                                         as n_closed,
    count(if(is_acknowledged and not is_closed, 1, null))                 as n_acknowledged,
    count(if(not is_acknowledged and not is_closed, 1, null))             as n_neither,
    count(if(is_closed, 1, null)) / count(*)                              as closed_share,
    count(estimated_days)                                       as n_estimated,
    avg(estimated_days)                                         as mean_estimated_days,
    count(actual_days)                                          as n_estimated_and_closed,
    avg(actual_days)                                            as mean_actual_days
from derived.named('judged', $by)
group by "group"
order by "group"
