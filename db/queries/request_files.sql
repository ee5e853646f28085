-- One row per file of one request: what it is called and the digest it is kept by.
select
    event_file.event_id,
    event_file.file_no,
    event_file.sha256,
    event_file.bytes,
    event_file.media_type,
    request_text.body as name
from store.event_file as event_file
left join store.request_text as request_text
    on request_text.event_id = event_file.event_id
    and request_text.request_id = $request_id
    and request_text.part = 'file ' || event_file.file_no
where event_file.request_id = $request_id
order by event_file.event_id, event_file.file_no
