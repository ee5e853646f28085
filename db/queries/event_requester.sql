-- No row, or one: who asked, as written in one event.
select name, organization, email, phone, language
from store.requester
where event_id = $event_id and request_id = $request_id
