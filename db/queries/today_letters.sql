-- One row per letter that was given to the mail server and of which nobody knows that it was sent, oldest first: on requests of $desk_id
-- (null: of any) and those that $sign_in sent, of what $reader may see. One that is being sent since $trying_at is still on its way.
select snapshot.number, sending.status, sending.tried_at
from store.letter_sending as sending
join store.snapshot as snapshot on snapshot.request_id = sending.request_id
where (sending.status in ('failed', 'refused') or (sending.status = 'sending' and sending.tried_at < $trying_at))
    and ($desk_id is null or snapshot.desk_id = $desk_id or sending.sent_by = $sign_in)
    and sending.event_id not in (
        select supersedes
        from store.event
        where supersedes is not null and request_id in (select request_id from store.letter_sending where status <> 'sent')
    )
    and snapshot.request_id not in (from derived.hidden_from($reader))
order by sending.tried_at, sending.event_id
