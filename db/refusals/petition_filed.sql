-- Why this petition may not be recorded so.
select sentence
from derived.against_dispute_order($request_id, null, $supersedes, $on_date)
