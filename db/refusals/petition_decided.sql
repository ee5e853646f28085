-- Why this petition may not be decided so.
select 'This petition was decided already, on ' || on_date || ': correct that entry instead.'
from derived.told_of($request_id)
where kind = 'petition_decided' and about_event_id = $about_event_id and event_id is distinct from $supersedes
union all
select 'The petition came on ' || on_date || ': it cannot be decided before.'
from derived.told_of($request_id)
where event_id = $about_event_id and on_date > $on_date
