-- One row: how many requests received by the end of the window are open and overdue on $as_of, and, of those received in it,
-- within how many days half got from $from_point to $to_point, open ones counted.
with

requests as (
    from derived.measured($as_of, date '1990-01-01', $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

chosen as (
    from requests
    where received_on >= $received_from::date
),

spans as (
    from derived.spans('chosen', $as_of, 'all', $from_point, $to_point, $day_type)
),

standing as (
    select
        count(if(is_open = 1, 1, null))                                                                       as n_open,
        count(if(is_open = 1 and first_determined_on is null and coalesce(due_on < $as_of::date, false), 1, null)) as n_overdue
    from requests
)

select
    standing.n_open,
    standing.n_overdue,
    coalesce(spread.n, 0) as n,
    coalesce(spread.n_negative, 0) as n_negative,
    coalesce(spread.n_undated, 0) as n_undated,
    spread.km_median_days
from standing
left join derived.spread('spans') as spread on true
