-- One row per standing link of one request to another that $reader may see, made on either side, oldest first: the other request and how they belong together.
-- is_own: made on this request, which is then the one that is a duplicate, split off or merged.
select
    link.event_id,
    link.on_date,
    link.outcome,
    link.request_id = $request_id as is_own,
    other.number,
    other.status
from store.event as link
join store.snapshot as other
    on other.request_id = if(link.request_id = $request_id, link.related_request_id, link.request_id)
where link.kind = 'linked'
    and (link.request_id = $request_id or link.related_request_id = $request_id)
    and other.request_id not in (from derived.hidden_from($reader))
    and link.event_id not in (
        select later.supersedes
        from store.event as later
        where later.supersedes is not null and later.request_id in ($request_id, other.request_id)
    )
order by link.on_date, link.event_id
