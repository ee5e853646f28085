insert into store.submission (token, request_id, event_id)
values ($token, $request_id, $event_id);
