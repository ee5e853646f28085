-- One row per thing that hangs on an event of one request: what it is, and its words.
select event_id, 'sections' as what, null as part, section as body
from store.event_exemption
where request_id = $request_id
union all
select event_id, 'officials', null, name || ', ' || title
from store.event_official
where request_id = $request_id
union all
select event_id, 'fee', null, fee_kind
from store.fee_line
where request_id = $request_id
union all
select event_id, 'ground', null, basis
from store.fee_line
where request_id = $request_id and basis is not null
union all
select event_id, 'texts', part, body
from store.request_text
where request_id = $request_id
union all
select event_id, 'letter', letter, body
from store.letter_text
where request_id = $request_id
