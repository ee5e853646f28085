-- One row per group of data requests: calendar days from receipt to access granted or dataset published.
with

asked as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, 'data', $complexity, $channel, $outcome)
),

happened as (
    select request_id, min(on_date) as first_on
    from derived.standing($as_of)
    where kind in ('access_granted', 'dataset_published')
    group by request_id
),

requests as (
    select asked.* replace (happened.first_on as served_on)
    from asked
    left join happened using (request_id)
),

spans as (
    from derived.spans('requests', $as_of, $by, 'receipt', 'service', 'calendar')
)

from derived.spread('spans')
order by "group"
