-- Why this access may not be deprecated so.
with

access as (
    select *
    from derived.accesses($request_id, date '9999-12-31')
    where coalesce(event_id = $about_event_id, state <> 'revoked')
)

select 'This access was revoked on ' || revoked_on || ': there is nothing to announce.'
from access
where state = 'revoked' and $supersedes is null
union all
select 'No access stands here that could end: none was granted, or each was revoked.'
where $about_event_id is null and $supersedes is null and not exists (from access)
union all
select 'More than one access was granted here: name the one that ends.'
where $about_event_id is null and $supersedes is null and (select count(*) from access) > 1
union all
select 'The access was granted on ' || min(since_on) || ': its end cannot be announced before.'
from access
where $supersedes is null or $about_event_id is not null
having min(since_on) > $on_date
union all
select 'The access ends on ' || $expires_on || ', before it was announced: check the dates.'
where $expires_on < $on_date
