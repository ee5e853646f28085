-- The files of a request are no longer kept for it.
update store.event_file
set is_kept = false
where request_id = $request_id
