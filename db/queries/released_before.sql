-- One row per other request with a standing release that may hold the same records as one request: linked to it, of the same
-- dataset, or among $alike (likest first); at most $most.
with

link as (
    select request_id, related_request_id
    from store.event
    where (request_id = $request_id and related_request_id is not null or related_request_id = $request_id)
        and event_id not in (select supersedes from store.event where supersedes is not null)
),

kin as (
    select if(request_id = $request_id, related_request_id, request_id) as request_id, 0 as place
    from link
    union all
    select request_id, 1
    from store.event
    where dataset_id = $dataset_id
        and event_id not in (select supersedes from store.event where supersedes is not null)
    union all
    select unnest($alike::bigint[]), 2 + generate_subscripts($alike::bigint[], 1)
),

given as (
    select request_id, min(on_date) as released_on
    from store.event
    where kind in ('released', 'access_granted', 'dataset_published')
        and request_id in (select request_id from kin)
        and event_id not in (select supersedes from store.event where supersedes is not null)
    group by request_id
)

select request_id, number, released_on
from (
    select request_id, min(place) as place
    from kin
    where request_id <> $request_id
    group by request_id
)
join given using (request_id)
join store.snapshot as snapshot using (request_id)
where snapshot.status <> 'voided'
    and request_id not in (from derived.hidden_from($reader))
order by place, released_on desc, request_id
limit $most
