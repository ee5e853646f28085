-- One row per dataset asked for more than once and not published: what is worth publishing. A dataset that the catalogue tells
-- as public, by this identifier or a later one, is published; one that it knows and withholds is told as known.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

asked as (
    select
        dataset_id,
        request_id,
        max(on_date) as asked_on
    from derived.standing($as_of)
    where dataset_id is not null and kind = 'received' and request_id in (select request_id from requests)
    group by all
),

catalogued as (
    select named.identifier, bool_or(access_level = 'public' and gone_on is null) as is_published
    from store.dataset_identifier as named
    join store.dataset as dataset using (dataset_no)
    group by named.identifier
)

select
    asked.dataset_id,
    count(*)                                              as n,
    max(asked.asked_on)                                   as last_asked_on,
    any_value(catalogued.identifier is not null)          as is_known
from asked
join requests using (request_id)
left join catalogued on catalogued.identifier = asked.dataset_id
group by asked.dataset_id
having count(*) > 1
    and not bool_or(coalesce(requests.determination = 'already_published' or requests.outcome = 'dataset_published', false))
    and not bool_or(coalesce(catalogued.is_published, false))
order by n desc, last_asked_on desc, asked.dataset_id
