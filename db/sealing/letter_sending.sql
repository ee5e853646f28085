-- What mail servers answered about the letters of a request is taken away: an answer may quote an address.
update store.letter_sending
set answer = null
where request_id = $request_id
