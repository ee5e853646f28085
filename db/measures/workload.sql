-- One row per month received: how many were pending when it began and came in it, and how long they took to the determination,
-- open requests counted, in calendar days.
with

requests as (
    from derived.measured($as_of, date '1990-01-01', $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

chosen as (
    from requests
    where received_on >= $received_from::date
),

spans as (
    from derived.spans('chosen', $as_of, 'month', 'receipt', 'determination', 'calendar')
),

moved as (
    select strftime(received_on, '%Y-%m') as month, count(*) as change
    from requests
    where not is_negative and not is_undated
    group by all
    union all
    select strftime(closed_on, '%Y-%m') as month, -count(*) as change
    from requests
    where not is_negative and not is_undated and closed_on is not null
    group by all
)

select
    spread."group"                                                       as month,
    coalesce((select sum(change) from moved where moved.month < spread."group"), 0)::bigint as pending_at_start,
    spread.n                                                             as received,
    spread.n_open,
    spread.median_days,
    spread.km_median_days
from derived.spread('spans') as spread
order by month
