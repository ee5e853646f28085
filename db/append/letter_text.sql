insert into store.letter_text (event_id, request_id, letter, body, sha256)
values ($event_id, $request_id, $letter, $body, $sha256);
