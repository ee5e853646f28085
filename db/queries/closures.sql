-- One row per closure of City Hall.
select closure_id, label, first_on, last_on, every_days
from store.closure
order by first_on, closure_id
