-- One row per day from receipt to the due date: does it count, and why. The days that count are the days the law gives.
-- told says why, with the columns beside it in braces: db/_days_told.py puts them in, in the language that is spoken.
-- $clock_from_on is the day time is counted from, $due_on the date now in force, $extended_to_on where an extension set it.
-- An extension up to the safe cap is counted from receipt, one beyond it from the due date.
with

counted as (
    select
        calendar.day,
        calendar.is_holiday,
        calendar.reason,
        calendar.citation,
        rule_set.unit,
        rule_set.rule_set,
        rule_set.determination_days,
        deadline.raw_due_on,
        deadline.due_on as original_due_on,
        coalesce($due_on::date, deadline.due_on) as due_on,
        if(rule_set.unit = 'business', calendar.business_no - start.business_no, calendar.day - start.day) as day_no,
        if(rule_set.unit = 'business', calendar.business_no - due.business_no, calendar.day - due.day) as further_no,
        coalesce($extended_to_on::date <= deadline.extension_cap_on, false) as is_extended_from_receipt,
        coalesce($extended_to_on::date > deadline.extension_cap_on, false) as is_extended_from_due,
        deadline.received_on + rule_set.determination_days + rule_set.extension_days as longest_on
    from store.deadline as deadline
    join store.rule_set as rule_set using (rule_set)
    join store.calendar as start on start.day = deadline.received_on
    join store.calendar as due on due.day = deadline.due_on
    join store.calendar as calendar
        on calendar.day between least($received_on::date, deadline.received_on) and coalesce($due_on::date, deadline.due_on)
    where deadline.received_on = $clock_from_on::date
),

-- An extension by all its days rolls from the last of them, as any last day does.
placed as (
    select
        *,
        $extended_to_on::date is not null and day > original_due_on as is_extension,
        unit = 'calendar' and is_extended_from_receipt and day >= longest_on and due_on > longest_on as is_rolled
    from counted
)

select
    day,
    case
        when day <= $clock_from_on::date then false
        when day = due_on then true
        when is_rolled then false
        when day < raw_due_on or is_extended_from_receipt or is_extension then unit = 'calendar' or not is_holiday
        else day = original_due_on
    end as counts,
    case
        when day < $clock_from_on::date and day = $received_on::date then
            'received after hours or while City Hall was closed: counted from {clock_from_on} (the city''s policy; no statute)'
        when day < $clock_from_on::date then 'before the day time is counted from'
        when day = $clock_from_on::date then 'day of receipt: day 0, not counted (CCP 12)'
        when unit = 'business' and is_holiday then '{holiday}: no business day, not counted ({rule_set})'
        when day < raw_due_on and reason is null then 'day {day_no}'
        when day < raw_due_on then 'day {day_no}, {holiday}: counted, only the last day can move'
        when day = original_due_on and is_extended_from_receipt and day = raw_due_on then
            'day {day_no}: the last day before it was extended; the extension counts from receipt'
        when day = original_due_on and is_extended_from_receipt then
            'day {day_no}: the last day, moved here from {raw_due_on} before it was extended; the extension counts from receipt'
        when day = original_due_on and day = raw_due_on and due_on > original_due_on then 'day {determination_days}: the last day before it was moved'
        when day = original_due_on and day = raw_due_on then 'day {determination_days}: the last day'
        when day = original_due_on and due_on > original_due_on then
            'day {determination_days}: the last day, moved here from {raw_due_on} before it was moved'
        when day = original_due_on then 'day {determination_days}: the last day, moved here from {raw_due_on}'
        when day < original_due_on and is_extended_from_receipt and day = raw_due_on then
            'day {day_no}, {holiday}: the last day moved on from here ({citation}), before it was extended'
        when day < original_due_on and is_extended_from_receipt then 'day {day_no}, {holiday}: counted, before it was extended'
        when day = raw_due_on then 'day {determination_days} falls on {holiday}: the period runs on ({citation})'
        when day < original_due_on then '{holiday}: the period runs on ({citation})'
        when $extended_to_on::date is null then 'the time stood still while the requester was waited for: moved on by as many days'
        when is_extended_from_due and day = due_on then
            'day {further_no} of the extension, counted from the due date: its last day (Gov. Code 7922.535(b))'
        when is_extended_from_due and reason is null then 'day {further_no} of the extension, counted from the due date'
        when is_extended_from_due then 'day {further_no} of the extension, counted from the due date, {holiday}'
        when is_rolled and day = due_on then
            'day {longest_no}: the last day of the extension, moved here from {longest_on} (Gov. Code 7922.535(b))'
        when is_rolled and day = longest_on then 'day {day_no} falls on {holiday}: the period runs on ({citation})'
        when is_rolled then '{holiday}: the period runs on ({citation})'
        when day = due_on then 'day {day_no}: the last day of the extension (Gov. Code 7922.535(b))'
        when reason is null then 'day {day_no}, extended'
        else 'day {day_no}, extended, {holiday}'
    end as told,
    reason as holiday,
    citation,
    rule_set,
    day_no,
    further_no,
    determination_days,
    raw_due_on,
    longest_on,
    longest_on - $clock_from_on::date as longest_no,
    $clock_from_on::date as clock_from_on
from placed
order by day
