-- One row per reminder, most urgent first.
from store.reminder
order by place
