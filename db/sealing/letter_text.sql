-- The letters of a request are taken away.
update store.letter_text
set body = null
where request_id = $request_id
