-- One row per group: calendar days from the first promised date to the first release; what is not released yet counts up to
-- $as_of once its promise passed. n_due: promises that have come, the denominator of kept_share.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

told as (
    select request_id, count(*) as promises
    from derived.standing($as_of)
    where promised_on is not null
    group by request_id
),

promised as (
    select
        group_no,
        group_name,
        promises,
        coalesce(first_released_on, if(status = 'in_service', closed_on, null))                        as given_on,
        first_promised_on,
        coalesce(first_promised_on <= $as_of::date, false)
            and (coalesce(first_released_on, if(status = 'in_service', closed_on, null)) is not null or is_open = 1) as is_due
    from derived.grouped('requests', $by)
    join told using (request_id)
    where first_promised_on is not null
)

select
    "group",
    count(*)                                                                 as n,
    count(given_on)                                                          as n_released,
    count(if(is_due and given_on is null, 1, null))                                    as n_overdue,
    count(if(is_due, 1, null))                                                         as n_due,
    count(if(is_due and given_on <= first_promised_on, 1, null)) / nullif(count(if(is_due, 1, null)), 0) as kept_share,
    median(given_on - first_promised_on)                                     as median_slip_days,
    avg(given_on - first_promised_on)                                        as mean_slip_days,
    max(coalesce(given_on, if(is_due, $as_of::date, null)) - first_promised_on) as max_slip_days,
    count(if(promises > 1, 1, null))                                                   as n_promised_again
from derived.named('promised', $by)
group by "group"
order by "group"
