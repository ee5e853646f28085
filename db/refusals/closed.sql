-- Why this request may not be closed so.
select 'Record the determination first: the requester must be told it (Gov. Code 7922.535(a)).'
from store.snapshot
where request_id = $request_id
    and determined_on is null
    and $outcome not in ('withdrawn', 'duplicate', 'abandoned', 'opened_in_error')
union all
select sentence
from derived.against_closing($request_id, $supersedes, $on_date, $outcome, null, null)
