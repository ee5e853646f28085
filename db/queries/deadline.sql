-- One row, or none: the dates that follow from a day of receipt, and City Hall's last open day by an extended date.
select
    due_on, safe_on, extension_cap_on, extension_limit_on,
    (select open_by_on from store.calendar where day = $extended_to_on) as extended_safe_on
from store.deadline
where received_on = $received_on
