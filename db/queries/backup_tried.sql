-- One row: when a backup into a folder was last begun that was made, and one that was not.
-- A time after $now is one of a clock that was wrong.
select
    max(if(error is null, began_at, null)) as made_at,
    max(if(error is null, null, began_at)) as failed_at
from store.backup_run
where folder = $folder and began_at <= $now
