-- One row per field that a form can ask for.
select *
from store.field
