-- No row, or one: the language in which the requester of one request wants to be written to, as its newest receipt says; null for English.
select language
from store.requester
where request_id = $request_id
    and event_id = (select max(event_id) from store.event where request_id = $request_id and kind = 'received')
