-- Nothing may hang on an event or a request that is not there.
select 'event' as what, event_id as id from store.event where request_id not in (select request_id from store.request)
union all
select 'request', request_id from store.request where request_id not in (select request_id from store.event where kind = 'received')
union all
select 'detail', event_id
from (
    select event_id, request_id from store.event_exemption
    union all select event_id, request_id from store.event_official
    union all select event_id, request_id from store.fee_line
    union all select event_id, request_id from store.event_file
    union all select event_id, request_id from store.requester
    union all select event_id, request_id from store.request_text
    union all select event_id, request_id from store.letter_text
    union all select event_id, request_id from store.letter_sending
) as hanging
where (event_id, request_id) not in (select (event_id, request_id) from store.event)
