-- One row per day of receipt: the dates that follow from it under the rule set in force that day.
-- Receipt is day 0 (CCP 12); only the last day rolls (CCP 12a, 12b); the extension counts from receipt.
insert into store.deadline
with

ruled as (
    select
        calendar.day                                              as received_on,
        rule_set.rule_set,
        calendar.day + rule_set.determination_days                as raw_due_on,
        calendar.day + rule_set.determination_days + rule_set.extension_days as raw_cap_on,
        rule_set.extension_days
    from store.calendar as calendar
    asof join store.rule_set as rule_set on calendar.day >= rule_set.effective_from
)

select
    ruled.received_on,
    ruled.rule_set,
    ruled.raw_due_on,
    due.rolls_to_on  as due_on,
    due.open_by_on   as safe_on,
    cap.rolls_to_on  as extension_cap_on,
    outer_limit.rolls_to_on as extension_limit_on
from ruled
join store.calendar as due on due.day = ruled.raw_due_on
join store.calendar as cap on cap.day = ruled.raw_cap_on
join store.calendar as outer_limit on outer_limit.day = due.rolls_to_on + ruled.extension_days
order by ruled.received_on;
