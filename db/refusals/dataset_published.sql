-- Why this publication may not be recorded.
select sentence
from derived.unreviewed($request_id, $on_date)
where $supersedes is null
