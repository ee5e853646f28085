-- One row per type of requester, by what the intake holds: an organization, a named person, or nobody named. No names.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

typed as (
    select
        requests.is_open,
        case
            when requester.organization is not null then 'organization'
            when requester.name is not null then 'named person'
            else 'nobody named'
        end as requester_type
    from requests
    left join (
        select
            requester.request_id,
            arg_max(requester.organization, requester.event_id) as organization,
            arg_max(requester.name, requester.event_id)         as name
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
