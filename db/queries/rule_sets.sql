-- One row per rule set, the newest first.
from store.rule_set
order by effective_from desc
