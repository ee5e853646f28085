-- One row: where one request stands and the end of its chain.
select *
from store.snapshot
where request_id = $request_id
