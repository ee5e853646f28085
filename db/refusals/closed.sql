-- Why this request may not be closed so.
with

done as (
    select
        coalesce(bool_or(kind = 'determined' and outcome in ('denied', 'partly_granted')), false) as was_denied,
        coalesce(arg_max(outcome, (on_date, place_id)) filter (kind = 'determined') = 'partly_granted', false) as is_partly_granted,
        coalesce(bool_or(kind in ('released', 'access_granted', 'dataset_published')), false)     as was_given,
        coalesce(bool_or(kind = 'access_granted'), false)                                         as has_access,
        coalesce(bool_or(kind = 'dataset_published'), false)                                      as is_published
    from derived.this_round($request_id)
    where event_id is distinct from $supersedes
)

select 'Record the determination first: the requester must be told it (Gov. Code 7922.535(a)).'
from store.snapshot
where request_id = $request_id
    and determined_on is null
    and $outcome not in ('withdrawn', 'duplicate', 'abandoned', 'opened_in_error')
union all
select 'Nothing was withheld by a determination: record that first, with section, reason and official (Gov. Code 7922.540).'
from done
where $outcome in ('denied', 'partly_granted') and not was_denied
union all
select 'Nothing was given yet: record the release first, or the access (Gov. Code 7922.530(a)).'
from done
where not was_given
    and ($outcome in ('granted', 'partly_granted')
        or (is_partly_granted and $outcome not in ('withdrawn', 'duplicate', 'abandoned', 'fees_not_paid', 'opened_in_error')))
union all
select 'No access was granted yet: record that first.'
from done
where $outcome = 'access_granted' and not has_access
union all
select 'No dataset was published yet: record that first.'
from done
where $outcome = 'dataset_published' and not is_published
