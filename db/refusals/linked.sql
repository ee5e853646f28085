-- Why these requests may not be linked.
select 'There is no other request with that number.'
where $related_request_id = $request_id
    or $related_request_id not in (select request_id from store.request)
