-- One row per file that an entry keeps.
select distinct sha256
from store.event_file
where coalesce(is_kept, true)
