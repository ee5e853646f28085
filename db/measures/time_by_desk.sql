-- One row per desk: calendar days that requests lay there, open stints counted up to $as_of, and how many it holds now.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

timed as (
    select
        desk_id,
        request_id,
        until_on,
        least(coalesce(until_on, $as_of::date), $as_of::date) - from_on as days
    from derived.stints('requests', $as_of)
)

select
    coalesce(desk.name, 'No desk')                       as desk,
    count(distinct request_id)                           as n,
    count(*)                                             as n_stints,
    count(if(until_on is null, 1, null))                           as n_open_stints,
    coalesce(sum(if(until_on is not null, days, 0)), 0)::bigint as closed_days,
    coalesce(sum(if(until_on is null, days, 0)), 0)::bigint     as open_days,
    median(days)                                         as median_days,
    avg(days)                                            as mean_days,
    max(days)                                            as max_days,
    sum(days) / nullif(sum(sum(days)) over (), 0)        as share_of_days
from timed
left join store.desk as desk using (desk_id)
group by desk.name
order by sum(days) desc, desk
