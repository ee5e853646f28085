-- One row: when the newest backup that was made was begun, in UTC; null where none was.
select max(began_at) as made_at
from store.backup_run
where error is null
