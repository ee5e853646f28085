-- One row per reason why a desk cannot accept a request.
select case
    when desk_id is null then 'No desk was given this request: route it first.'
    when accepted_on is not null then 'The desk accepted it already, on ' || accepted_on || '.'
end as sentence
from store.snapshot
where request_id = $request_id
    and $supersedes is null
    and (desk_id is null or accepted_on is not null)
