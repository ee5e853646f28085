-- The snapshot rows of the requests in `acting`, computed anew. Their old rows were deleted in the same transaction.
insert into store.snapshot by name
from derived.projection('acting', date '0001-01-01', date '9999-12-31')
order by is_open, request_id;
