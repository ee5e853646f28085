-- One row per status a request can have.
select *
from store.status
