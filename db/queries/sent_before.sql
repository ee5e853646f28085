-- No row, or one: the first request of the web forms since $since that says the same as a receipt, of the same person. A request that was voided
-- since is none. Is $of_somebody, only of one who left an e-mail address or a phone number.
select earlier.request_id, request.number
from store.event as sent
join store.event as earlier
    on earlier.text_sha256 = sent.text_sha256
    and earlier.event_id < sent.event_id
    and earlier.kind = 'received'
    and earlier.channel = sent.channel
    and earlier.track = sent.track
    and earlier.dataset_id is not distinct from sent.dataset_id
    and earlier.format is not distinct from sent.format
    and earlier.needed_by_on is not distinct from sent.needed_by_on
    and earlier.recorded_at >= $since
join store.request as request on request.request_id = earlier.request_id
join store.snapshot as snapshot on snapshot.request_id = earlier.request_id and snapshot.status <> 'voided'
left join store.requester as requester on requester.event_id = sent.event_id
where sent.event_id = $event_id
    and (not $of_somebody or coalesce(requester.email, requester.phone) is not null)
order by earlier.event_id
limit 1
