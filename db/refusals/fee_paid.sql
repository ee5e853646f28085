-- Why this payment may not be recorded.
select 'Nothing is owed on this request: charge a fee first.'
from store.snapshot
where request_id = $request_id and charged = 0
