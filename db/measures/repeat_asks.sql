-- One row per dataset asked for more than once and not published already: what is worth publishing.
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
)

select
    asked.dataset_id,
    count(*)                                              as n,
    max(asked.asked_on)                                   as last_asked_on
from asked
join requests using (request_id)
group by asked.dataset_id
having count(*) > 1 and not bool_or(coalesce(requests.determination = 'already_published' or requests.outcome = 'dataset_published', false))
order by n desc, last_asked_on desc, asked.dataset_id
