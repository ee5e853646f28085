-- One row per key of a web form: where its requests go, who made it when, how many came by it and when the last one did.
with

came as (
    select recorded_by, count(*) as requests, max(recorded_at) as last_at
    from store.event
    where kind = 'received'
        and channel = 'web_form'
        and supersedes is null
    group by recorded_by
)

select
    key.key_id,
    key.name,
    desk.name                    as desk,
    key.made_at,
    key.made_by,
    coalesce(came.requests, 0)   as requests,
    came.last_at
from store.intake_key as key
left join store.desk as desk on desk.desk_id = key.desk_id
left join came on came.recorded_by = 'web form: ' || key.name
order by key.name
