-- One row per entry of $event_ids with a contact: whom to write to. Personal: for the page alone.
select event_id, body as contact
from store.request_text
where part = 'contact' and body is not null and list_contains($event_ids, event_id)
