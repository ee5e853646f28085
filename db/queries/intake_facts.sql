-- One row: what the standing receipt of one request says, with its requester and words.
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
    (select body from store.request_text as t where t.event_id = event.event_id and t.request_id = $request_id and part = 'verbatim')      as verbatim,
    (select body from store.request_text as t where t.event_id = event.event_id and t.request_id = $request_id and part = 'summary')       as summary,
    (select body from store.request_text as t where t.event_id = event.event_id and t.request_id = $request_id and part = 'intended_use')  as intended_use,
    (select body from store.request_text as t where t.event_id = event.event_id and t.request_id = $request_id and part = 'record_series') as record_series,
    (select body from store.request_text as t where t.event_id = event.event_id and t.request_id = $request_id and part = 'data_fields')   as data_fields
from store.event as event
left join store.requester as requester on requester.event_id = event.event_id and requester.request_id = $request_id
where event.request_id = $request_id
    and event.kind = 'received'
    and event.event_id not in (
        select later.supersedes from store.event as later where later.request_id = $request_id and later.supersedes is not null
    )
