-- One row per file of one request's releases and other request that was given the same bytes: its number and when.
with

ours as (
    select distinct sha256
    from store.event_file
    where request_id = $request_id
)

select
    file.sha256,
    request.number,
    min(event.on_date) as on_date
from store.event_file as file
join ours using (sha256)
join store.event as event on event.event_id = file.event_id and event.request_id = file.request_id
join store.request as request on request.request_id = file.request_id
where file.request_id <> $request_id
    and event.kind = 'released'
    and file.request_id not in (from derived.hidden_from($reader))
    and not exists (from store.event as later where later.request_id = file.request_id and later.supersedes = event.event_id)
group by file.sha256, request.number
order by file.sha256, on_date, request.number
