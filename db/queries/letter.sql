-- One row, or none: a kept letter, whether its entry was corrected since, whom it goes to now, and where it stands with its mailing.
select
    letter_text.event_id,
    letter_text.request_id,
    letter_text.letter,
    letter_text.body,
    letter_text.language,
    letter_text.logo_sha256,
    event.kind,
    event.on_date,
    snapshot.number,
    snapshot.readers,
    snapshot.desk_id,
    snapshot.person_id,
    requester.email,
    sending.status,
    sending.tried_at,
    sending.answer,
    event.event_id in (
        select later.supersedes from store.event as later where later.request_id = event.request_id and later.supersedes is not null
    ) as is_superseded
from store.letter_text as letter_text
join store.event as event on event.request_id = letter_text.request_id and event.event_id = letter_text.event_id
join store.snapshot as snapshot on snapshot.request_id = letter_text.request_id
left join store.requester as requester
    on requester.request_id = letter_text.request_id
    and requester.event_id = (
        select max(event_id) from store.event as latest where latest.request_id = letter_text.request_id and latest.kind = 'received'
    )
left join store.letter_sending as sending on sending.event_id = letter_text.event_id
where letter_text.event_id = $event_id
