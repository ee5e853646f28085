-- Why these reasons may not be sent so.
select sentence
from derived.against_dispute_order($request_id, $about_event_id, $supersedes, $on_date)
