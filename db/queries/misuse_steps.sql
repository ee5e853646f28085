-- One row per step of escalation, in their order.
select step, action, upheld_before, meaning
from store.misuse_step
order by step
