-- No row, or one: what a form with this token made when it was first sent, and the kind of it.
select request_id, number, event_id, kind
from store.submission
join store.request using (request_id)
join store.event using (request_id, event_id)
where token = $token
