-- No row, or one: what an entry of a receipt says, its words by their SHA-256.
select
    words.sha256,
    event.track,
    event.dataset_id,
    event.format,
    event.needed_by_on,
    requester.name,
    requester.organization,
    requester.email,
    requester.phone,
    requester.language
from store.event as event
join store.request_text as words on words.event_id = event.event_id and words.part = 'verbatim'
left join store.requester as requester on requester.event_id = event.event_id
where event.event_id = $event_id
