-- One row per reason why an answer to a call cannot be recorded.
with

call as (
    from derived.call_about($request_id, $about_event_id, $supersedes)
)

select 'That call was answered on ' || answered_on || ': correct that entry, or call for records again.' as sentence
from call
where answered_on is not null
union all
select 'That office was asked on ' || asked_on || ': it cannot have answered on ' || $on_date || '.' as sentence
from call
where asked_on > $on_date::date
