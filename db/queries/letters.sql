-- One row per letter kept with an entry of one request, with where it stands with its mailing.
select
    letter_text.event_id,
    letter_text.letter,
    letter_text.body,
    letter_text.language,
    letter_text.logo_sha256,
    event.kind,
    event.on_date,
    event.recorded_at,
    sending.status,
    sending.tried_at,
    coalesce(person.name, sending.sent_by) as sent_by,
    sending.answer,
    event.event_id in (
        select later.supersedes from store.event as later where later.request_id = $request_id and later.supersedes is not null
    ) as is_superseded
from store.letter_text as letter_text
join store.event as event on event.request_id = $request_id and event.event_id = letter_text.event_id
left join store.letter_sending as sending on sending.event_id = letter_text.event_id
left join store.person as person on person.sign_in = sending.sent_by
where letter_text.request_id = $request_id
order by letter_text.event_id
