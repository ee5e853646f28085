-- Why this refund may not be recorded.
select 'Only ' || (paid - refunded) || ' was paid: more cannot be refunded.'
from store.snapshot
where request_id = $request_id and $amount > paid - refunded
