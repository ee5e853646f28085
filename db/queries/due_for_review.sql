-- One row per closed or voided request whose last entry is older than the city's period and which is not sealed, oldest
-- first; total is how many the filters leave. $hold: held, free, or null for both.
with

found as (
    select request_id, last_on
    from store.snapshot
    where status in ('closed', 'voided')
        and request_id not in (from derived.hidden_from($reader))
        and sealed_on is null
        and last_on + to_years(derived.retention_years()) <= $today::date
        and ($status is null or status = $status)
        and ($hold is null or ($hold = 'held') = (held_since_on is not null))
        and ($text is null or number ilike '%' || $text || '%')
),

paged as materialized (
    from found
    order by last_on, request_id
    limit $page_size offset $page_size * ($page - 1)
)

select
    snapshot.number,
    snapshot.request_id,
    snapshot.status,
    snapshot.track,
    snapshot.received_on,
    snapshot.closed_on,
    snapshot.last_on,
    (snapshot.last_on + to_years(derived.retention_years()))::date as review_on,
    date_sub('year', snapshot.last_on, $today::date)               as years,
    snapshot.held_since_on,
    (select count(*) from found)                                   as total
from paged
join store.snapshot as snapshot using (request_id)
order by snapshot.last_on, snapshot.request_id
