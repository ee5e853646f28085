-- Why nothing may be released so.
select 'This request was determined “' || choice.label || '”, which discloses nothing: record the new determination first, or, where '
    || 'it was given out all the same, record that as irregular with a reason.'
from store.snapshot as snapshot
join store.choice as choice on choice.list = 'determination' and choice.code = snapshot.determination
where request_id = $request_id
    and snapshot.determination not in ('granted', 'partly_granted', 'already_published', 'other')
union all
select sentence
from derived.unreviewed($request_id, $on_date)
where $supersedes is null
