-- One row per desk: calendar days that requests lay there, open stints counted up to $as_of, and how many it holds now.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

tallied as (
    select
        desk_id,
        least(coalesce(until_on, $as_of::date), $as_of::date) - from_on      as days,
        count(*)                                                             as stints,
        count(if(until_on is null, 1, null))                                 as open_stints,
        count(if(is_first_there, 1, null))                                   as requests
    from derived.stints('requests', $as_of)
    group by all
),

ranked as (
    select
        *,
        sum(stints) over (partition by desk_id order by days)                as upto,
        sum(stints) over (partition by desk_id)                              as of_all
    from tallied
)

select
    coalesce(desk.name, 'No desk')                                           as desk,
    sum(requests)::bigint                                                    as n,
    sum(stints)::bigint                                                      as n_stints,
    sum(open_stints)::bigint                                                 as n_open_stints,
    sum(days * (stints - open_stints))::bigint                               as closed_days,
    sum(days * open_stints)::bigint                                          as open_days,
    (min(if(2 * upto >= of_all, days, null)) + min(if(2 * upto > of_all, days, null))) / 2 as median_days,
    sum(days * stints) / sum(stints)                                         as mean_days,
    max(days)                                                                as max_days,
    sum(days * stints) / nullif(sum(sum(days * stints)) over (), 0)          as share_of_days
from ranked
left join store.desk as desk using (desk_id)
group by desk.name
order by sum(days * stints) desc, desk
