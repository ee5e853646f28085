-- One row where the city has changed a setting, else none.
select 1 as found
from store.setting_change
limit 1
