-- Why this misuse report may not be closed so.
select sentence
from derived.against_misuse_act($request_id, $about_event_id, $on_date, $supersedes)
union all
select 'Decide the report first; “No action” is a decision too. One that is triaged as unfounded may be closed at once.'
from derived.misuse_reports($request_id, date '9999-12-31')
where event_id = $about_event_id and action is null and triage is distinct from 'unfounded'
