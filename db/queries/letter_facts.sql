-- One row: what every letter about one request may say; with $reason_code which circumstance extends the time.
select
    (select value from store.setting where setting.name = 'city') as city,
    snapshot.number,
    snapshot.received_on,
    snapshot.due_on,
    requester.name,
    desk.name as desk,
    (
        select label || ' (' || citation || ')'
        from store.extension_reason
        where reason_code = $reason_code
    ) as circumstance,
    null      as promised_on,
    null      as reason,
    null      as endpoint,
    null      as dataset_id
from store.snapshot as snapshot
left join store.desk as desk using (desk_id)
left join store.requester as requester
    on requester.request_id = snapshot.request_id
    and requester.event_id = (
        select max(event_id) from store.event as latest where latest.request_id = snapshot.request_id and latest.kind = 'received'
    )
where snapshot.request_id = $request_id
