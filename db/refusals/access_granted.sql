-- Why no access may be granted so.
select 'This request was determined “' || choice.label || '”, which discloses nothing: record the new determination first, or, where '
    || 'the access was given all the same, record that as irregular with a reason.'
from store.snapshot as snapshot
join store.choice as choice on choice.list = 'determination' and choice.code = snapshot.determination
where request_id = $request_id
    and snapshot.determination not in ('granted', 'partly_granted', 'already_published', 'other')
union all
select 'The terms were accepted on ' || $terms_accepted_on || ', after the access was granted: check the dates.'
where $terms_accepted_on > $on_date
union all
select 'The access ends on ' || $expires_on || ', before it begins: check the dates.'
where $expires_on < $on_date
union all
select sentence
from derived.unreviewed($request_id, $on_date)
where $supersedes is null
