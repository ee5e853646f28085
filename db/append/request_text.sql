insert into store.request_text (event_id, request_id, part, body, sha256)
values ($event_id, $request_id, $part, $body, $sha256);
