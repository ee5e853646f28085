-- One row per reason why an answer to a call cannot be recorded.
with

own as (
    from store.event
    where request_id = $request_id
        and event_id is distinct from $supersedes
),

call as (
    select found.*
    from derived.calls('own', date '9999-12-31') as found
    join own as named on coalesce(named.in_place_of, named.event_id) = found.call_id
    where named.event_id = $about_event_id
)

select 'That call was answered on ' || answered_on || ': correct that entry, or call for records again.' as sentence
from call
where answered_on is not null
union all
select 'That office was asked on ' || asked_on || ': it cannot have answered on ' || $on_date || '.' as sentence
from call
where asked_on > $on_date::date
