-- Why this legal hold may not be lifted.
select 'No legal hold stands on this request.'
from store.snapshot
where request_id = $request_id
    and held_since_on is null
    and $supersedes is null
