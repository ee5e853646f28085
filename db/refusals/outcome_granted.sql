-- Why it may not be said that everything was disclosed.
select sentence
from derived.against_giving($request_id, $supersedes, $on_date, $outcome)
where $kind in ('determined', 'closed')
