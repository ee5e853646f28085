-- One row where a request is linked to $related_request_id with $outcome already.
select event_id
from derived.told_of($request_id)
where kind = 'linked' and outcome = $outcome and related_request_id = $related_request_id
