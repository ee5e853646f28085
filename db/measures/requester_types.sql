-- One row per type of requester, by what the intake holds: an organization, a named person, or nobody named. No names.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

received as (
    select request_id, event_id
    from derived.standing($as_of)
    where kind = 'received'
),

-- Whether something was given, not what.
who as (
    select
        event_id,
        organization is not null or coalesce(contains(sealed, 'organization'), false) as has_organization,
        name is not null or coalesce(contains(sealed, 'name'), false)                 as has_name
    from store.requester
),

typed as (
    select
        requests.is_open,
        case
            when who.has_organization then 'organization'
            when who.has_name then 'named person'
            else 'nobody named'
        end as requester_type
    from requests
    left join received using (request_id)
    left join who on who.event_id = received.event_id
)

select
    requester_type,
    count(*)                           as n,
    count(*) / sum(count(*)) over ()   as share,
    count(if(is_open = 1, 1, null))              as n_open
from typed
group by requester_type
order by n desc, requester_type
