-- Why this clock may not be added.
select 'This clock runs on the request already.'
from derived.further_clocks($request_id)
where clock = $clock and $supersedes is null
