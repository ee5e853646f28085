-- One row per access of one page of the list, by dataset; total is how many the filters leave. $state: in use, one state, or null for
-- all; $text: part of a dataset, an address, a key or a number. No contact and no words; voided requests are left out.
with

found as materialized (
    select *
    from derived.access_register($today)
    where request_id not in (from derived.hidden_from($reader))
        and case coalesce($state, 'all')
            when 'all' then true
            when 'in use' then is_in_use
            else state = $state
        end
        and ($text is null or contains(lower(concat_ws(' ', dataset_id, endpoint, key_reference, number)), lower($text)))
)

select
    *,
    (select count(*) from found) as total
from found
order by dataset_id nulls last, since_on, access_id
limit $page_size offset $page_size * ($page - 1)
