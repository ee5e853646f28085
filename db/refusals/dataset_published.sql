-- Why this publication may not be recorded.
select sentence
from derived.against_giving($request_id, $supersedes, $on_date, null)
union all
select sentence
from derived.against_disclosure($request_id, $supersedes, $on_date)
