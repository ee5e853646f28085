-- One row: how many requests are open and overdue on $as_of, whenever received and whatever their outcome; and of those received
-- in the window how many are still open, and within how many days half got from $from_point to $to_point, open ones counted.
with

requests as (
    from derived.measured($as_of, date '1990-01-01', $as_of, $desk_id, $track, $complexity, $channel, null)
),

chosen as (
    from requests
    where received_on between $received_from::date and $received_until::date
        and ($outcome is null or outcome = $outcome)
),

spans as (
    from derived.spans('chosen', $as_of, 'all', $from_point, $to_point, $day_type)
),

standing as (
    select
        count(if(is_open = 1, 1, null))                                                              as n_open,
        count(if(is_open = 1 and first_determined_on is null and due_on < $as_of::date, 1, null))    as n_overdue
    from requests
),

received as (
    select count(if(is_open = 1, 1, null)) as n_received_and_open
    from chosen
)

select
    standing.*,
    received.*,
    coalesce(spread.n, 0)            as n,
    coalesce(spread.n_negative, 0)   as n_negative,
    coalesce(spread.n_undated, 0)    as n_undated,
    spread.km_median_days
from standing
cross join received
left join derived.spread('spans') as spread on true
