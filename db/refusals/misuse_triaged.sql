-- Why this misuse report may not be triaged so.
select sentence
from derived.against_misuse_act($request_id, $about_event_id, $on_date, $supersedes)
