-- The words of a request are taken away, but for those of the entry that seals it.
update store.request_text
set body = null
where request_id = $request_id and event_id <> $event_id
