-- One row per file of one request: what it is called, the digest it is known by, with which entry it came or went. Those of a
-- corrected release are those of the newer entry; those of a corrected receipt stay with the first.
select
    event_file.event_id,
    event_file.file_no,
    event_file.sha256,
    event_file.bytes,
    event_file.media_type,
    event_file.pages,
    coalesce(event_file.is_kept, true)      as is_kept,
    event.kind,
    event.on_date,
    request_text.body                       as name
from store.event_file as event_file
join store.event as event on event.event_id = event_file.event_id and event.request_id = $request_id
left join store.request_text as request_text
    on request_text.event_id = event_file.event_id
    and request_text.request_id = $request_id
    and request_text.part = 'file ' || event_file.file_no
where event_file.request_id = $request_id
    and (
        event.kind = 'received'
        or not exists (from store.event as later where later.request_id = $request_id and later.supersedes = event.event_id)
    )
order by event.on_date, event_file.event_id, event_file.file_no
