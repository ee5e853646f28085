-- The further clocks as they stand before the days are counted anew.
create or replace temp table clocks_before as
select request_id, clock, due_on, safe_on
from derived.further_clocks(null)
