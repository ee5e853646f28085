-- Why this appeal may not be decided so.
select 'This appeal was decided already, on ' || answered_on || ': correct that entry instead.'
from derived.disputes($request_id)
where event_id = $about_event_id and answer_id is distinct from $supersedes and answer_id is not null
union all
select 'The appeal came on ' || on_date || ': it cannot be decided before.'
from derived.disputes($request_id)
where event_id = $about_event_id and on_date > $on_date
