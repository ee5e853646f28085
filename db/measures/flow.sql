-- One row per month: pending at its start + received - processed = pending at its end. Processed is closed; undated closings
-- and impossible orders are left out: n_left_out, of the whole log, the same in every row. The last month ends on $as_of; without
-- a first day the log's first month is the first.
with

counted as materialized (
    select received_on, closed_on, is_negative or is_undated as is_left_out
    from derived.counted($as_of::date)
    where ($desk_id is null or desk_id = $desk_id)
        and ($track is null or track = $track)
        and ($complexity is null or complexity = $complexity)
        and ($channel is null or channel = $channel)
),

moved as (
    select date_trunc('month', received_on)::date as month, count(*) as received, 0 as processed
    from counted
    where not is_left_out and received_on <= $as_of::date
    group by all
    union all
    select date_trunc('month', closed_on)::date as month, 0 as received, count(*) as processed
    from counted
    where not is_left_out and closed_on <= $as_of::date
    group by all
),

months as (
    select unnest(generate_series(
        (select coalesce(least(min(month), date_trunc('month', $received_from::date)::date), date_trunc('month', $received_from::date)::date) from moved),
        least($received_until::date, $as_of::date),
        interval 1 month
    ))::date as month
),

monthly as (
    select
        month,
        coalesce(sum(received), 0)::bigint  as received,
        coalesce(sum(processed), 0)::bigint as processed
    from months
    left join moved using (month)
    group by month
),

summed as (
    select
        *,
        sum(received - processed) over (order by month)::bigint as pending_at_end
    from monthly
)

select
    strftime(month, '%Y-%m')                              as month,
    (pending_at_end - received + processed)::bigint       as pending_at_start,
    received,
    processed,
    pending_at_end,
    (select count(*) from counted where is_left_out)      as n_left_out
from summed
where month >= if($received_from::date > date '1990-01-01', date_trunc('month', $received_from::date), (select min(month) from moved))
order by month
