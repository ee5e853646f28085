-- One row per band of age and track: how many requests are open on $as_of, and how many of them overdue.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

aged as (
    select track, $as_of::date - received_on as age, first_determined_on is null and due_on < $as_of::date as is_overdue
    from requests
    where is_open = 1
),

band as (
    select *
    from (values (1, '0-10', 0, 10), (2, '11-24', 11, 24), (3, '25-60', 25, 60), (4, '61-180', 61, 180), (5, '181-365', 181, 365), (6, 'over 365', 366, null))
        as band (place, age_days, first_day, last_day)
)

select
    band.age_days,
    side.track,
    count(aged.age)                       as n_open,
    count(if(coalesce(is_overdue, false), 1, null)) as n_overdue
from band
cross join (from (values ('records'), ('data')) as side (track)) as side
left join aged on aged.track = side.track and aged.age between first_day and coalesce(last_day, 1000000)
group by band.place, band.age_days, side.track
order by band.place, side.track desc
