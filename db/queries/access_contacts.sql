-- One row per access with a contact: whom to write to. Personal: for the page alone.
select event_id, body as contact
from store.request_text
where part = 'contact' and body is not null
