-- One row per reason why an office cannot be reminded of a call.
with

call as (
    from derived.call_about($request_id, $about_event_id, null)
)

select 'That call was answered on ' || answered_on || ': there is nothing to remind of.' as sentence
from call
where answered_on <= $on_date::date
union all
select 'That office was asked on ' || asked_on || ': it cannot have been reminded on ' || $on_date || '.' as sentence
from call
where asked_on > $on_date::date
