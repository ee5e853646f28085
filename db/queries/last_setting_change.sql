-- One row: the id of the newest change of a setting, 0 for none.
select coalesce(max(change_id), 0) as change_id
from store.setting_change
