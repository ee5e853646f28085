-- What follows from the spans: the curve, the spread, and punctuality.

-- One row per group and day after the first end point: how many are still on the way. Duplicates answer nothing of their own
-- and leave the curve. still_open is Kaplan-Meier: who withdrew is censored on that day, who is open at the day looked from.
-- low and high: its 95 % band (Greenwood, log-log). reached_share and withdrawn_share: Aalen-Johansen, where withdrawing competes.
create or replace macro derived.survival(spans) as table
with

leaving as (
    select
        "group",
        days,
        sum(requests)                                  as leaving,
        sum(if(ended = 'reached', requests, 0))        as reached,
        sum(if(ended = 'withdrawn', requests, 0))      as withdrawn
    from query_table(spans)
    where ended not in ('negative', 'undated') and not is_duplicate
    group by all
),

at_risk as (
    select
        *,
        sum(leaving) over (partition by "group" order by days desc) as at_risk
    from leaving
),

-- Who withdrew on a day is still at risk for the milestone on that day, in both estimates.
curve as (
    select
        *,
        product(1 - reached / at_risk) over so_far                                            as still_open,
        sum(if(reached < at_risk, reached / (at_risk * (at_risk - reached)), 0)) over so_far  as greenwood,
        coalesce(product(1 - (reached + withdrawn) / at_risk) over before, 1)                 as on_the_way
    from at_risk
    window
        so_far as (partition by "group" order by days),
        before as (partition by "group" order by days rows between unbounded preceding and 1 preceding)
),

banded as (
    select
        *,
        if(still_open between 1e-12 and 1 - 1e-12, 1.959963984540054 * sqrt(greenwood) / abs(ln(still_open)), null) as width
    from curve
)

select
    "group",
    days,
    at_risk::bigint                                                                          as n_at_risk,
    reached::bigint                                                                          as n_reached,
    withdrawn::bigint                                                                        as n_withdrawn,
    (leaving - reached - withdrawn)::bigint                                                  as n_censored,
    still_open::double                                                                       as still_open,
    coalesce(pow(still_open, exp(width)), if(still_open < 0.5, 0, 1))::double                as low,
    coalesce(pow(still_open, exp(-width)), if(still_open < 0.5, 0, 1))::double               as high,
    sum(on_the_way * reached / at_risk) over (partition by "group" order by days)::double    as reached_share,
    sum(on_the_way * withdrawn / at_risk) over (partition by "group" order by days)::double  as withdrawn_share
from banded;

-- One row per group: plain figures of those that reached the end point (also those that then withdrew, and duplicates), and
-- beside them Kaplan-Meier's, which count who is still on the way. null: the curve does not get there.
create or replace macro derived.spread(spans) as table
with

counted as (
    select
        "group",
        sum(if(ended not in ('negative', 'undated'), requests, 0))::bigint                as n,
        sum(if(ended = 'open', requests, 0))::bigint                                      as n_open,
        sum(if(ended in ('closed', 'withdrawn') and not is_reached, requests, 0))::bigint as n_ended_otherwise,
        sum(if(ended = 'negative', requests, 0))::bigint                                  as n_negative,
        sum(if(ended = 'undated', requests, 0))::bigint                                   as n_undated,
        sum(if(ended = 'withdrawn', requests, 0))::bigint                                 as n_withdrawn,
        sum(if(is_duplicate and ended not in ('negative', 'undated'), requests, 0))::bigint as n_duplicate
    from query_table(spans)
    group by "group"
),

survived as (
    select
        "group",
        min(if(still_open <= 0.5 + 1e-12, days, null))  as km_median_days,
        min(if(still_open <= 0.25 + 1e-12, days, null)) as km_p75_days,
        min(if(still_open <= 0.1 + 1e-12, days, null))  as km_p90_days
    from derived.survival(spans)
    group by "group"
),

timed as (
    select "group", days, sum(requests) as done
    from query_table(spans)
    where is_reached and ended not in ('negative', 'undated')
    group by all
),

ranked as (
    select
        *,
        sum(done) over (partition by "group" order by days) as upto,
        sum(done) over (partition by "group")               as of_all
    from timed
),

-- Quantiles from tallies: the value at a place between two ranks is interpolated.
placed as (
    select
        "group",
        any_value(of_all)::bigint                                   as n_closed,
        sum(days * done) / any_value(of_all)                        as mean_days,
        min(days)                                                   as min_days,
        max(days)                                                   as max_days,
        min(if(upto > floor(0.5 * (of_all - 1)), days, null))       as median_low,
        min(if(upto > ceil(0.5 * (of_all - 1)), days, null))        as median_high,
        min(if(upto > floor(0.9 * (of_all - 1)), days, null))       as p90_low,
        min(if(upto > ceil(0.9 * (of_all - 1)), days, null))        as p90_high
    from ranked
    group by "group"
)

select
    counted."group",
    n,
    coalesce(n_closed, 0)                                                                                          as n_closed,
    n_open,
    n_ended_otherwise,
    n_negative,
    n_undated,
    n_withdrawn,
    n_duplicate,
    (median_low + (median_high - median_low) * (0.5 * (n_closed - 1) - floor(0.5 * (n_closed - 1))))::double       as median_days,
    mean_days::double                                                                                              as mean_days,
    (p90_low + (p90_high - p90_low) * (0.9 * (n_closed - 1) - floor(0.9 * (n_closed - 1))))::double                as p90_days,
    min_days,
    max_days,
    km_median_days,
    km_p75_days,
    km_p90_days
from counted
left join placed using ("group")
left join survived using ("group");

-- One row per group: how the determinations stand against the due date in force and against the one before any extension.
-- Of requests with a statutory clock. A share counts those alone whose due date has come: early answers of young requests
-- would flatter. n_open_early is that young part. flattering_share adds it to the good, as some statistics do.
create or replace macro derived.punctuality(relation, day, by_column) as table
with

judged as (
    select
        group_no,
        group_name,
        first_determined_on is null and closed_on is not null and closed_on <= due_on            as is_gone,
        due_on <= day::date                                                                      as is_due,
        coalesce(first_determined_on <= due_on, false)                                           as is_on_time,
        first_determined_on is null and closed_on is null                                        as is_open,
        first_determined_on is null and closed_on is not null and closed_on <= original_due_on   as is_originally_gone,
        original_due_on <= day::date                                                             as is_originally_due,
        coalesce(first_determined_on <= original_due_on, false)                                  as is_originally_on_time,
        count(*)                                                                                 as requests
    from derived.grouped(relation, by_column)
    where due_on is not null and not is_negative
    group by all
)

select
    "group",
    sum(if(is_due and not is_gone, requests, 0))::bigint                         as n_due,
    sum(if(is_due and is_on_time, requests, 0))::bigint                          as n_on_time,
    sum(if(is_due and not is_gone and not is_on_time and not is_open, requests, 0))::bigint as n_late,
    sum(if(is_due and is_open, requests, 0))::bigint                             as n_open_late,
    sum(if(not is_due and is_open, requests, 0))::bigint                         as n_open_early,
    sum(if(not is_due and is_on_time, requests, 0))::bigint                      as n_early,
    sum(if(is_gone, requests, 0))::bigint                                        as n_gone,
    (n_on_time / nullif(n_due, 0))::double                                       as on_time_share,
    (sum(if(is_originally_due and is_originally_on_time, requests, 0)) / nullif(sum(if(is_originally_due and not is_originally_gone, requests, 0)), 0))::double
                                                                                 as on_time_original_share,
    ((n_on_time + n_early + n_open_early) / nullif(n_due + n_early + n_open_early, 0))::double as flattering_share
from derived.named('judged', by_column)
group by "group";
