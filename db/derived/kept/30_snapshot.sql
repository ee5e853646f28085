-- Open requests stand together so that the queue reads few blocks.
insert into store.snapshot by name
from derived.projection('store.request', 'store.event', 'store.event', date '0001-01-01', date '9999-12-31')
order by is_open, request_id;
