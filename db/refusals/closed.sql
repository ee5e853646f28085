-- Why this request may not be closed so: what a closing must fit is a table, store.closing_fit.
with

done as materialized (
    from derived.done_in_round($request_id, $supersedes, $on_date)
),

-- The answer to an appeal or a petition that speaks against the determination, as long as none came after it.
overturned as (
    select max(if(kind <> 'determined', on_date, null)) as on_date
    from derived.round_of($request_id, $supersedes, $on_date)
    where kind = 'determined'
        or kind = 'appeal_decided' and outcome in ('partly_reversed', 'reversed')
        or kind = 'petition_decided' and outcome in ('partly_granted', 'granted')
    having arg_max(kind, (on_date, place_id)) <> 'determined'
),

fit as (
    select closed_as, needs_giving
    from store.closing_fit
    where determination = (select determination from done)
)

select 'The determination was decided against on ' || overturned.on_date || ': record a new determination first, or reopen the request.'
from overturned
where $outcome not in ('withdrawn', 'opened_in_error')
union all
select 'Record the determination first: the requester must be told it (Gov. Code 7922.535(a)).'
from done
where not is_determined and $outcome not in (select closed_as from fit)
union all
select 'Nothing was withheld by a determination: record that first, with section, reason and official (Gov. Code 7922.540).'
from done
where $outcome in ('denied', 'partly_granted') and is_determined and not was_denied
union all
select 'Nothing was given yet: record the release first, or the access (Gov. Code 7922.530(a)).'
from done
where not was_given and is_determined and $outcome in (select closed_as from store.closing_fit where needs_giving)
union all
select 'No access was granted yet: record that first.'
from done
where $outcome = 'access_granted' and not has_access
union all
select 'No dataset was published yet: record that first.'
from done
where $outcome = 'dataset_published' and not is_published
union all
select 'It was determined “' || any_value(determined.label) || '”: close it as one of '
    || string_agg('“' || choice.label || '”', ', ' order by needs_giving desc, choice.place) || ', or '
    || if(
        any_value(done.granted) is null,
        'record another determination first.',
        'correct that determination if it was wrong. A later one does not undo what was granted.'
    )
from done
join store.choice as determined on determined.list = 'determination' and determined.code = done.determination
cross join fit
join store.choice as choice on choice.list = 'closing' and choice.code = closed_as
where choice.track is null or choice.track = (select track from store.snapshot where request_id = $request_id)
having count(*) > 0 and $outcome not in (select closed_as from fit)
union all
select 'Say when and how the requester withdrew it in writing: what was granted was not given yet.'
from done
where $outcome = 'withdrawn' and is_owed and $note is null
union all
select 'Name the other request that this one repeats.'
from done
where $outcome = 'duplicate' and $related_request_id is null and determination is distinct from 'duplicate'
union all
select 'Say why it was opened in error.'
where $outcome = 'opened_in_error' and $note is null
