-- One row: the newest entry of a request (its last_event_id), and who recorded it.
select event.kind, event.recorded_at, coalesce(person.name, event.recorded_by) as name
from store.event as event
left join store.person as person on person.sign_in = event.recorded_by
where event.request_id = $request_id and event.event_id = $last_event_id
