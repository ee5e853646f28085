-- No row, or one: the SHA-256 of what was asked, as an entry keeps it.
select sha256
from store.request_text
where event_id = $event_id
    and part = 'verbatim'
