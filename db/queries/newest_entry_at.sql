-- One row: when the newest entry of the log was recorded, in UTC; null where there is none.
select max(recorded_at) as newest_at
from store.event
