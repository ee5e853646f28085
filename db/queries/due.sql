-- One row, or none: the dates that follow from a day of receipt, with the rule they rest on.
select
    received_on,
    raw_due_on,
    due_on,
    safe_on,
    extension_cap_on,
    extension_limit_on,
    rule_set.rule_set,
    'Rule set ' || rule_set.rule_set as label,
    rule_set.citation,
    rule_set.waiting_pauses,
    rule_set.mark
from store.deadline
join store.rule_set using (rule_set)
where received_on = $received_on
