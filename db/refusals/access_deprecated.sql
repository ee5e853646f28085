-- Why this access may not be deprecated so.
with

access as (
    select *
    from derived.accesses($request_id, date '9999-12-31')
    where event_id = $about_event_id
)

select 'This access was revoked on ' || revoked_on || ': there is nothing to announce.'
from access
where state = 'revoked' and $supersedes is null
union all
select 'More than one access was granted here: name the one that ends.'
where $about_event_id is null and $supersedes is null
    and (select count(*) from derived.accesses($request_id, date '9999-12-31') where state <> 'revoked') > 1
union all
select 'The access ends on ' || $expires_on || ', before it was announced: check the dates.'
where $expires_on < $on_date
