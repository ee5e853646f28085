insert into store.request (request_id, number, source, source_id)
values ($request_id, $number, 'desk', $number);
