-- Why this refund may not be recorded.
select 'Only ' || kept || ' was paid: more cannot be refunded.'
from (
    select paid - refunded + coalesce((select amount from store.event where event_id = $supersedes), 0) as kept
    from store.snapshot
    where request_id = $request_id
)
where $amount > kept
