-- One row per rule set that requests received in a window follow.
select distinct rule_set
from store.deadline
where received_on between $received_from::date and $received_until::date
order by rule_set
