-- One row per group ($by: all, month, desk, track, complexity) of requests received in a window: how long from receipt to $milestone.
-- $day_type: calendar days, receipt being day 0; or working days, both ends counted, holidays and closures left out. median, mean, p90, min and max are of requests that reached it by $as_of; km_* count open ones too:
-- Kaplan-Meier, each request that has not reached it censored at $as_of, or at its closing. null: the curve does not get there.
-- Left out and counted: impossible order (n_negative), closed on an unknown day (n_undated).
-- n_due: requests whose due date has come by $as_of and that were not closed undetermined before it; the shares of them that
-- were determined by the due date in force, and of those whose original due date has come by that one.
with

-- The log is read once: requests of a group that took the same days to the same end are one row from here on.
tallied as (
    select
        case $by
            when 'month' then year(received_on) * 100 + month(received_on)
            when 'desk' then coalesce(desk_id, 0)
            else 0
        end                                                                      as group_no,
        case $by
            when 'track' then track
            when 'complexity' then coalesce(complexity, 'not stated')
            else 'all'
        end                                                                      as group_name,
        if(
            $day_type = 'working',
            derived.working_days(began, ended),
            coalesce(if($milestone = 'determination', determined_on, closed_on), closed_on, $as_of::date) - received_on
        )                                                                        as days,
        due_on <= $as_of::date and (first_determined_on is not null or closed_on is null or closed_on > due_on)
                                                                                 as is_due,
        coalesce(first_determined_on <= due_on, false)                           as is_on_time,
        original_due_on <= $as_of::date
            and (first_determined_on is not null or closed_on is null or closed_on > original_due_on) as is_originally_due,
        coalesce(first_determined_on <= original_due_on, false)                  as is_originally_on_time,
        if($milestone = 'determination', determined_on, closed_on) is not null   as is_done,
        closed_on is null                                                        as is_unclosed,
        is_negative,
        is_undated,
        count(*)                                                                 as requests
    from derived.counted($as_of::date)
    left join store.calendar as began on began.day = if($day_type = 'working', received_on, null)
    left join store.calendar as ended
        on ended.day = if($day_type <> 'working', null, coalesce(if($milestone = 'determination', determined_on, closed_on), closed_on, $as_of::date))
    where received_on between $received_from::date and $received_until::date
        and ($desk_id is null or desk_id = $desk_id)
        and ($track is null or track = $track)
    group by all
),

named as (
    select
        case $by
            when 'month' then group_no // 100 || '-' || lpad((group_no % 100)::varchar, 2, '0')
            when 'desk' then coalesce(desk.name, 'No desk')
            else group_name
        end as "group",
        tallied.*
    from tallied
    left join store.desk as desk on desk.desk_id = tallied.group_no and $by = 'desk'
),

timed as (
    select
        "group",
        days,
        sum(if(is_done, requests, 0)) as done,
        sum(requests)                 as leaving
    from named
    where not is_negative and not is_undated
    group by all
),

at_risk as (
    select
        *,
        sum(leaving) over (partition by "group" order by days desc) as at_risk
    from timed
),

curve as (
    select
        "group",
        days,
        product(1 - done / at_risk) over (partition by "group" order by days) as still_open
    from at_risk
),

survival as (
    select
        "group",
        min(if(still_open <= 0.5 + 1e-12, days, null))  as km_median_days,
        min(if(still_open <= 0.25 + 1e-12, days, null)) as km_p75_days,
        min(if(still_open <= 0.1 + 1e-12, days, null))  as km_p90_days
    from curve
    group by "group"
),

-- Quantiles from the tallies: the value at a place between two ranks is interpolated.
ranked as (
    select
        "group",
        days,
        done,
        sum(done) over (partition by "group" order by days)              as upto,
        sum(done) over (partition by "group")                            as of_all
    from timed
    where done > 0
),

closed as (
    select
        "group",
        any_value(of_all)                                            as n_closed,
        sum(days * done) / any_value(of_all)                         as mean_days,
        min(days)                                                    as min_days,
        max(days)                                                    as max_days,
        min(if(upto > floor(0.5 * (of_all - 1)), days, null))        as median_low,
        min(if(upto > ceil(0.5 * (of_all - 1)), days, null))         as median_high,
        min(if(upto > floor(0.9 * (of_all - 1)), days, null))        as p90_low,
        min(if(upto > ceil(0.9 * (of_all - 1)), days, null))         as p90_high
    from ranked
    group by "group"
),

sizes as (
    select
        "group",
        sum(if(not is_negative and not is_undated, requests, 0))                                   as n,
        sum(if(not is_done and is_unclosed and not is_negative and not is_undated, requests, 0))   as n_open,
        sum(if(is_negative, requests, 0))                                                          as n_negative,
        sum(if(is_undated and not is_negative, requests, 0))                                       as n_undated,
        sum(if(is_due and not is_negative, requests, 0))                                           as n_due,
        sum(if(is_due and is_on_time and not is_negative, requests, 0))                            as n_on_time,
        sum(if(is_originally_due and not is_negative, requests, 0))                                as n_originally_due,
        sum(if(is_originally_due and is_originally_on_time and not is_negative, requests, 0))      as n_originally_on_time
    from named
    group by "group"
)

select
    "group",
    n::bigint                      as n,
    coalesce(n_closed, 0)::bigint  as n_closed,
    n_open::bigint                 as n_open,
    n_negative::bigint             as n_negative,
    n_undated::bigint              as n_undated,
    (median_low + (median_high - median_low) * (0.5 * (n_closed - 1) - floor(0.5 * (n_closed - 1))))::double as median_days,
    mean_days,
    (p90_low + (p90_high - p90_low) * (0.9 * (n_closed - 1) - floor(0.9 * (n_closed - 1))))::double          as p90_days,
    min_days,
    max_days,
    km_median_days,
    km_p75_days,
    km_p90_days,
    n_due::bigint                  as n_due,
    (n_on_time / nullif(n_due, 0))::double                       as on_time_share,
    (n_originally_on_time / nullif(n_originally_due, 0))::double as on_time_original_share,
    $day_type                      as day_type,
    $milestone                     as milestone,
    $as_of::date                   as as_of,
    (
        select string_agg(distinct rule_set, ', ' order by rule_set)
        from store.deadline
        where received_on between $received_from::date and $received_until::date
    )                              as rule_set
from sizes
left join closed using ("group")
left join survival using ("group")
order by "group"
