-- One row per backup that was begun, newest first, at most $most.
select *
from store.backup_run
order by began_at desc, run_id desc
limit $most
