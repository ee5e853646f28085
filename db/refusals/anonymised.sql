-- Why this request may not be anonymised.
select 'A legal hold has stood since ' || held_since_on || ': lift it first.'
from store.snapshot
where request_id = $request_id and held_since_on is not null
union all
select
    'Its last entry is of ' || last_on || ': it may be anonymised from ' || (last_on + to_years(derived.retention_years()))::date || ' on, '
        || derived.retention_years() || ' years later (Gov. Code 34090).'
from store.snapshot
where request_id = $request_id and $on_date::date < last_on + to_years(derived.retention_years())
