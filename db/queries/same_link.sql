-- One row where a request is linked to $related_request_id with $outcome already, or merged into it.
select event_id
from derived.standing_of($request_id, null, date '9999-12-31')
where kind = 'linked' and outcome in ($outcome, 'merged') and related_request_id = $related_request_id
