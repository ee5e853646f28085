-- Why this appeal may not be decided so.
select 'This appeal was decided already, on ' || answered_on || ': correct that entry instead.'
from derived.disputes($request_id)
where event_id = $about_event_id and answer_id is distinct from $supersedes and answer_id is not null
union all
select sentence
from derived.against_dispute_order($request_id, $about_event_id, $supersedes, $on_date)
