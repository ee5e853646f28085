-- Why this extension may not be issued.
select 'A second extension is not provided for (Gov. Code 7922.535(b)).'
from store.snapshot
where request_id = $request_id and extended_to_on is not null and $supersedes is null
union all
select 'An extension needs to be noticed on or before ' || original_due_on || ', the last day for the determination (Gov. Code 7922.535(b)).'
from store.snapshot
where request_id = $request_id and $on_date > original_due_on
union all
select 'The new date may not be later than ' || extension_limit_on || ' (Gov. Code 7922.535(b)).'
from store.snapshot
where request_id = $request_id and $extended_to_on > extension_limit_on
union all
select 'The new date must be later than ' || original_due_on || ', the date it extends.'
from store.snapshot
where request_id = $request_id and $extended_to_on <= original_due_on
union all
select 'This circumstance may be used for requests received from ' || effective_from || ' on (' || citation || ').'
from store.extension_reason
join store.snapshot on request_id = $request_id
where reason_code = $reason_code and received_on < effective_from
