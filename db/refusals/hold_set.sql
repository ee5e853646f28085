-- Why this legal hold may not be set.
select 'A legal hold stands already, since ' || held_since_on || '.'
from store.snapshot
where request_id = $request_id
    and held_since_on is not null
    and $supersedes is null
