-- One row per further clock that runs on one request, soonest first.
from derived.further_clocks($request_id)
order by due_on, clock
