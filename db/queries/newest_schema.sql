-- One row: the last schema file that the store was brought to.
select max(name) as name
from store.schema_file
