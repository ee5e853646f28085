-- Why this misuse report may not be decided so.
select sentence
from derived.against_misuse_act($request_id, $about_event_id, $on_date, $supersedes)
union all
select if(
    (select count(*) from derived.misuse_reports($request_id, date '9999-12-31')) = 0,
    'No misuse was reported here: record the report first.',
    'Name the report that this decides: more than one could be meant.'
)
where $about_event_id is null and $supersedes is null
union all
select 'This report was decided on ' || decided_on || ': correct that decision instead, or record a new report.'
from derived.misuse_reports($request_id, date '9999-12-31')
where event_id = $about_event_id and action is not null and closed_on is null and $supersedes is null
