-- One row: what the standing receipt of one request says, with its requester and words.
with

words as (
    select
        event_id,
        max(if(part = 'verbatim', body, null))      as verbatim,
        max(if(part = 'summary', body, null))       as summary,
        max(if(part = 'intended_use', body, null))  as intended_use,
        max(if(part = 'record_series', body, null)) as record_series,
        max(if(part = 'data_fields', body, null))   as data_fields
    from store.request_text
    where request_id = $request_id
    group by event_id
)

select
    event.event_id,
    event.on_date,
    event.happened_at,
    event.channel,
    event.complexity,
    event.dataset_id,
    event.format,
    event.needed_by_on,
    event.is_personal,
    event.is_infrastructure,
    requester.name,
    requester.organization,
    requester.email,
    requester.phone,
    requester.language,
    words.verbatim,
    words.summary,
    words.intended_use,
    words.record_series,
    words.data_fields
from store.event as event
left join store.requester as requester on requester.event_id = event.event_id and requester.request_id = $request_id
left join words on words.event_id = event.event_id
where event.request_id = $request_id
    and event.kind = 'received'
    and event.event_id not in (
        select later.supersedes from store.event as later where later.request_id = $request_id and later.supersedes is not null
    )
