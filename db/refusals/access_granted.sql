-- Why no access may be granted so.
select sentence
from derived.against_giving($request_id, $supersedes, $on_date, null)
union all
select 'The terms were accepted on ' || $terms_accepted_on || ', after the access was granted: check the dates.'
where $terms_accepted_on > $on_date
union all
select 'The access ends on ' || $expires_on || ', before it begins: check the dates.'
where $expires_on < $on_date
union all
select '“' || key_reference || '” gives access to this address already: renew that access, or correct its entry.'
from derived.accesses($request_id, $today)
where event_id is distinct from $supersedes
    and state in ('live', 'deprecated', 'suspended')
    and lower(key_reference) = lower($key_reference)
    and rtrim(lower(endpoint), '/') = rtrim(lower($endpoint), '/')
union all
select 'This access was ' || state || ' by the old name of its key: strike out that entry, correct the name, then record it again.'
from derived.accesses($request_id, date '9999-12-31')
where event_id = $supersedes
    and state in ('revoked', 'suspended')
    and lower(key_reference) is distinct from lower($key_reference)
union all
select sentence
from derived.against_disclosure($request_id, $supersedes, $on_date)
