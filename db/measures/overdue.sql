-- One row per request that is past its due date on $as_of without a determination, longest overdue first.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
)

select
    if(requests.request_id in (from derived.hidden_from(null)), 'Restricted', number) as number,
    track,
    received_on,
    due_on,
    ($as_of::date - due_on)::bigint        as overdue_days,
    coalesce(desk.name, 'No desk')         as desk,
    status.label                           as status
from requests
left join store.desk as desk using (desk_id)
join store.status as status on status.status = requests.status
where requests.is_open = 1 and first_determined_on is null and due_on < $as_of::date
order by due_on, requests.number
