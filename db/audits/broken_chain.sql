-- Every event must link to the one before it in its request, and the snapshot must hold the last link.
with

linked as (
    select
        event.event_id,
        request_id,
        event.hash,
        derived.link(
            coalesce(
                lag(event.hash) over (partition by request_id order by event.event_id),
                derived.chain_seed(request_id, request.number, request.source, request.source_id)
            ),
            derived.event_text(event)
        ) as expected
    from store.event as event
    join store.request as request using (request_id)
)

select request_id, event_id, 'hash' as what
from linked
where hash <> expected
union all
select request_id, last_event_id, 'last hash'
from store.snapshot
where hash <> (select arg_max(event.hash, event.event_id) from store.event as event where event.request_id = snapshot.request_id)
