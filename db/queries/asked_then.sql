-- One row per request that $reader may see and whose words still stand: what was asked then, and what became of it.
select
    snapshot.request_id,
    snapshot.number,
    snapshot.received_on,
    snapshot.status,
    snapshot.determination,
    max(if(text.part = 'verbatim', text.body, null)) as words,
    max(if(text.part = 'summary', text.body, null))  as summary
from store.snapshot as snapshot
join store.request_text as text on text.request_id = snapshot.request_id
join store.event as event on event.request_id = snapshot.request_id and event.event_id = text.event_id and event.kind = 'received'
where snapshot.request_id in (select unnest($request_ids))
    and snapshot.status <> 'voided'
    and snapshot.request_id not in (from derived.hidden_from($reader))
    and event.event_id not in (
        select later.supersedes
        from store.event as later
        where later.request_id in (select unnest($request_ids)) and later.supersedes is not null
    )
group by all
having words is not null
