-- Why no evidence may be noted so.
select sentence
from derived.against_misuse_act($request_id, $about_event_id, $on_date, $supersedes)
