-- One row per file of one event, in their order, as it was recorded; its bytes are in the folder or elsewhere.
select
    coalesce(request_text.body, 'file')    as name,
    event_file.media_type,
    null                                   as content,
    event_file.pages,
    coalesce(event_file.is_kept, true)     as is_kept,
    event_file.sha256                      as known_sha256,
    event_file.bytes                       as known_size
from store.event_file as event_file
left join store.request_text as request_text
    on request_text.event_id = event_file.event_id
    and request_text.request_id = $request_id
    and request_text.part = 'file ' || event_file.file_no
where event_file.event_id = $event_id
order by event_file.file_no
