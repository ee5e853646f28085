-- One row per request: the ten that are open the longest on $as_of.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
)

select
    if(requests.request_id in (from derived.hidden_from(null)), 'Restricted', number) as number,
    track,
    received_on,
    ($as_of::date - received_on)::bigint   as age_days,
    due_on,
    coalesce(desk.name, 'No desk')         as desk,
    status.label                           as status
from requests
left join store.desk as desk using (desk_id)
join store.status as status on status.status = requests.status
where requests.is_open = 1
order by received_on, requests.number
limit 10
