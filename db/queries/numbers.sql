-- One row per request among $request_ids that $reader may see: its number.
select request_id, number
from store.request
where request_id in (select unnest($request_ids::bigint[]))
    and request_id not in (from derived.hidden_from($reader))
