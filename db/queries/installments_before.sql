-- One row: how many installments of one request stand before the entry of a line, or stand at all.
select count(*) as installments
from store.event as event
where event.request_id = $request_id
    and event.kind = 'released'
    and ($in_place_of is null or coalesce(event.in_place_of, event.event_id) < $in_place_of)
    and event.event_id not in (
        select later.supersedes from store.event as later where later.request_id = $request_id and later.supersedes is not null
    )
