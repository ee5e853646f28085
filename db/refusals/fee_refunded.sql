-- Why this refund may not be recorded.
select 'Only $' || greatest(kept, 0) || ' was paid: more cannot be refunded.'
from derived.money_of($request_id, $supersedes)
where $amount > kept
