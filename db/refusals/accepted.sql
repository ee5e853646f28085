-- One row per reason why a desk cannot accept a request.
with

passed as (
    from derived.passed_over($request_id, ['routed', 'returned'], $on_date, $supersedes)
    limit 1
)

select case
    when desk_id is null then 'No desk was given this request: route it first.'
    when accepted_on is not null then 'The desk accepted it already, on ' || accepted_on || '.'
end as sentence
from store.snapshot
where request_id = $request_id
    and $supersedes is null
    and (desk_id is null or accepted_on is not null)
union all
select if(
    $supersedes is null,
    'The desk was given it on ' || passed.on_date || ' and cannot have accepted it before: give that day or a later one.',
    'It was given to a desk on ' || passed.on_date || ': on ' || $on_date::date || ' another desk would have accepted it. Check the day.'
)
from passed
join store.snapshot as snapshot on snapshot.request_id = $request_id
where $supersedes is not null or snapshot.accepted_on is null
