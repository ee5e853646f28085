-- Why this waiver may not be recorded.
select 'Only ' || balance || ' is owed: more cannot be waived.'
from store.snapshot
where request_id = $request_id and $amount > balance
