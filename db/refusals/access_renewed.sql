-- Why this access may not be renewed so.
with

access as (
    select *
    from derived.accesses($request_id, date '9999-12-31')
    where event_id = $about_event_id
)

select 'This access was revoked on ' || revoked_on || ': grant a new one.'
from access
where state = 'revoked' and $supersedes is null
union all
select 'The new end must be later than ' || coalesce(ends_on, since_on) || '.'
from access
where $expires_on <= coalesce(ends_on, since_on) and $supersedes is null
union all
select 'The new end lies before the day of the renewal: check the dates.'
where $expires_on < $on_date
