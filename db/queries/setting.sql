-- One row, or none: a setting of the city.
select value
from store.setting
where name = $name
