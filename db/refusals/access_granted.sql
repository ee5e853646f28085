-- Why no access may be granted so.
select 'The terms were accepted on ' || $terms_accepted_on || ', after the access was granted: check the dates.'
where $terms_accepted_on > $on_date
union all
select 'The access ends on ' || $expires_on || ', before it begins: check the dates.'
where $expires_on < $on_date
union all
select sentence
from derived.against_disclosure($request_id, $supersedes, $on_date)
