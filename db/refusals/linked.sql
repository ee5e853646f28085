-- Why these requests may not be linked.
select 'There is no other request with that number.'
where $related_request_id not in (select request_id from store.request)
union all
select 'These two requests are linked in this way already, since ' || min(on_date) || '.'
from store.event as link
where kind = 'linked'
    and outcome = $outcome
    and event_id is distinct from $supersedes
    and (
        (request_id = $request_id and related_request_id = $related_request_id)
        or (request_id = $related_request_id and related_request_id = $request_id)
    )
    and event_id not in (
        select later.supersedes
        from store.event as later
        where later.supersedes is not null and later.request_id in ($request_id, $related_request_id)
    )
having count(*) > 0
