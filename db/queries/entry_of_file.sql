-- One row: the first entry that keeps a file, and the file's place there.
select event_id, file_no
from store.event_file
where sha256 = $sha256 and coalesce(is_kept, true)
order by event_id, file_no
limit 1
