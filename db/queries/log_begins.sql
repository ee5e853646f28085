-- No row, or one: the digest of the log's first request, which tells one city's log from another's.
select derived.chain_seed(request_id, number, source, source_id) as begins
from store.request
order by request_id
limit 1
