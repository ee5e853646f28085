-- One row per file of one request that no entry keeps any more.
select distinct sha256
from store.event_file
where request_id = $request_id
    and not is_kept
    and sha256 not in (select sha256 from store.event_file where coalesce(is_kept, true))
