-- The dates that follow from each day. That day is day 0 (CCP 12); only the last day rolls (CCP 12a, 12b); the extension
-- counts from receipt.
insert into store.deadline
with

ruled as (
    select
        calendar.day as received_on,
        calendar.day as from_on,
        rule_set.rule_set,
        rule_set.waiting_pauses,
        rule_set.unit,
        rule_set.roll,
        rule_set.determination_days as days,
        rule_set.extension_days
    from store.calendar as calendar
    asof join (from store.rule_set where is_enabled) as rule_set on calendar.day >= rule_set.effective_from
),

due as (
    from derived.period_ends('ruled')
),

extended as (
    select * exclude (raw_on, ends_on, safe_on) replace (days + extension_days as days)
    from due
),

cap as (
    from derived.period_ends('extended')
),

extended_from_due as (
    select received_on, ends_on as from_on, unit, roll, extension_days as days
    from due
),

outer_limit as (
    from derived.period_ends('extended_from_due')
)

select
    due.received_on,
    due.rule_set,
    due.waiting_pauses,
    due.raw_on          as raw_due_on,
    due.ends_on         as due_on,
    due.safe_on,
    cap.ends_on         as extension_cap_on,
    outer_limit.ends_on as extension_limit_on
from due
join cap using (received_on)
join outer_limit using (received_on)
order by due.received_on;
