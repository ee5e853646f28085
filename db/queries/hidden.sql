-- One row: how many requests $reader may not see.
select count(*) as requests
from derived.hidden_from($reader)
