-- One row per table of the store.
select table_name as name
from duckdb_tables()
where database_name = 'store'
order by table_name
