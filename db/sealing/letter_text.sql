-- The letters of a request are taken away, and in which language they were.
update store.letter_text
set body = null, language = null
where request_id = $request_id
