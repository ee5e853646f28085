-- Why this waiver may not be recorded.
select 'Only ' || owed || ' is owed: more cannot be waived.'
from (
    select balance + coalesce((select amount from store.event where event_id = $supersedes), 0) as owed
    from store.snapshot
    where request_id = $request_id
)
where $amount > owed
