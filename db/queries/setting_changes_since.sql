-- One row per change of a setting after one, in order.
select what, old_value, new_value
from derived.setting_changes()
where change_id > $change_id
order by change_id
