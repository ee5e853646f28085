-- What hangs on an event must be what the event was digested with; sealed words are known by their digest alone.
select event.request_id, event.event_id, 'details' as what
from store.event as event
full join derived.detail_digest('store.event_exemption', 'store.event_official', 'store.fee_line', 'store.event_file') as details using (event_id)
where event.detail_sha256 is distinct from details.detail_sha256
union all
select event.request_id, event.event_id, 'words'
from store.event as event
full join derived.text_digest('store.request_text', 'store.requester', 'store.letter_text') as texts using (event_id)
where event.text_sha256 is distinct from texts.text_sha256
union all
select request_id, event_id, 'text body'
from store.request_text
where body is not null and sha256 <> sha256(body)
union all
select request_id, event_id, 'letter body'
from store.letter_text
where body is not null and sha256 <> sha256(body)
union all
select request_id, event_id, 'requester'
from store.requester
where coalesce(name, organization, email, phone, language) is not null
    and sha256 <> derived.requester_sha256(name, organization, email, phone, language)
