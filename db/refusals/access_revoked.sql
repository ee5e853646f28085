-- Why this access may not be revoked so.
with

access as (
    select *
    from derived.accesses($request_id, date '9999-12-31')
    where lower(key_reference) = lower($key_reference) and coalesce(event_id = $about_event_id, true)
)

select 'No access with this key reference was granted here: choose one that was, by the name it was given.'
where not exists (from access)
union all
select 'An access with this key was granted on ' || min(since_on) || ', not before: check the day.'
from access
having min(since_on) > $on_date
union all
select 'This access was revoked already, on ' || max(revoked_on) || '.'
from access
where $supersedes is null
having bool_and(state = 'revoked')
