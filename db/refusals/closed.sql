-- Why this request may not be closed so.
select sentence
from derived.against_closing($request_id, $supersedes, $on_date, $outcome, null, null)
union all
select 'Say when and how the requester withdrew it in writing: what was granted was not given yet.'
from derived.done_in_round($request_id, $supersedes, $on_date, null, null)
where $outcome = 'withdrawn' and is_owed and $note is null
union all
select 'Name the other request that this one repeats.'
from derived.done_in_round($request_id, $supersedes, $on_date, null, null)
where $outcome = 'duplicate' and $related_request_id is null and determination is distinct from 'duplicate'
union all
select 'Say why it was opened in error.'
where $outcome = 'opened_in_error' and $note is null
