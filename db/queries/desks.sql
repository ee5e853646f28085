-- One row per desk, those in use first.
select desk_id, name, is_active, email
from store.desk
order by is_active desc, name
