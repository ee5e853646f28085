-- One row: when the newest backup that was made was begun, in UTC; null where none was. A time after $now is one of a clock that was wrong.
select max(began_at) as made_at
from store.backup_run
where error is null and began_at <= $now
