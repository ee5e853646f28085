-- One row per type of requester, by what the intake holds: an organization, a named person, or nobody named. No names.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

typed as (
    select
        requests.is_open,
        case
            when requester.has_organization then 'organization'
            when requester.has_name then 'named person'
            else 'nobody named'
        end as requester_type
    from requests
    left join (
        select
            requester.request_id,
            bool_or(organization is not null or coalesce(contains(sealed, 'organization'), false)) as has_organization,
            bool_or(name is not null or coalesce(contains(sealed, 'name'), false))                 as has_name
        from store.requester as requester
        where requester.request_id in (select request_id from requests)
        group by requester.request_id
    ) as requester using (request_id)
)

select
    requester_type,
    count(*)                           as n,
    count(*) / sum(count(*)) over ()   as share,
    count(if(is_open = 1, 1, null))              as n_open
from typed
group by requester_type
order by n desc, requester_type
