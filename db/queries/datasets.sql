-- One row per known dataset, by title: whether it is published, and how many requests it answered.
with

answered as (
    select named.dataset_no, count(distinct event.request_id) as requests
    from store.event as event
    join store.dataset_identifier as named on named.identifier = event.dataset_id
    where event.kind = 'determined' and event.outcome = 'already_published'
        and event.event_id not in (select supersedes from store.event where supersedes is not null)
    group by named.dataset_no
)

select
    dataset.*,
    case
        when gone_on is not null then 'vanished'
        when access_level = 'public' then 'published'
        else 'not published'
    end                             as state,
    coalesce(answered.requests, 0)  as requests
from store.dataset as dataset
left join answered using (dataset_no)
order by lower(title), dataset_no
