-- No row, or one: what a form with this token made when it was first sent.
select request_id, number, event_id
from store.submission
join store.request using (request_id)
where token = $token
