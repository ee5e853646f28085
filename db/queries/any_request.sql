-- No row, or one: whether the log holds any request.
select request_id
from store.request
limit 1
