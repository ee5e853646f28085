-- Why this misuse report may not be decided so.
with

report as (
    select *
    from derived.misuse_reports($request_id, date '9999-12-31')
    where event_id = $about_event_id
)

select 'This report is closed: strike out its closing, or record a new report.'
from report
where closed_on is not null and $supersedes is null
union all
select 'The report came on ' || reported_on || ': nothing was done about it before.'
from report
where $on_date < reported_on
union all
select if(
    (select count(*) from derived.misuse_reports($request_id, date '9999-12-31')) = 0,
    'No misuse was reported here: record the report first.',
    'Name the report that this decides: more than one could be meant.'
)
where $about_event_id is null and $supersedes is null
