-- One row per file of the schema that this store has.
select name
from store.schema_file
order by name
