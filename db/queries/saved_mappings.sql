-- One row per mapping that the city saved.
select name, body
from store.saved_mapping
order by name
