-- Why this appeal may not be recorded.
select 'The city offers no review of its own: the requester may ask a court to review the decision (Gov. Code 7923.000 and following), '
    || 'and no appeal to the city is required first. Where the city does offer one, an administrator says so in Settings.'
where $supersedes is null
    and not exists (from store.setting where name = 'local_review' and value = 'on')
union all
select sentence
from derived.against_dispute_order($request_id, null, $supersedes, $on_date)
