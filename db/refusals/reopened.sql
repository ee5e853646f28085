-- Why this request may not be reopened.
select sentence
from derived.against_reopening($request_id, $supersedes, $on_date)
