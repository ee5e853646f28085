-- Why this waiver may not be recorded.
select if(owed > 0, 'Only ' || owed || ' is owed: more cannot be waived.', 'Nothing is owed: there is nothing to waive.')
from (
    select balance + coalesce((select amount from store.event where event_id = $supersedes), 0) as owed
    from store.snapshot
    where request_id = $request_id
)
where $amount > owed
