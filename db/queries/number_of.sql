-- One row, or none: the number of a request.
select number
from store.request
where request_id = $request_id
