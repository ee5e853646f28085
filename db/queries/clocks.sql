-- One row per further clock that a request may run, the shortest first.
from store.clock
order by days, clock
