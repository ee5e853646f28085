-- One row per day from receipt to the due date: does it count, and why. The days that count are the days the law gives.
-- $clock_from_on is the day time is counted from, $due_on the date now in force, $extended_to_on where an extension set it.
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
        if(rule_set.unit = 'business', calendar.business_no - start.business_no, calendar.day - start.day) as day_no
    from store.deadline as deadline
    join store.rule_set as rule_set using (rule_set)
    join store.calendar as start on start.day = deadline.received_on
    join store.calendar as calendar
        on calendar.day between least($received_on::date, deadline.received_on) and coalesce($due_on::date, deadline.due_on)
    where deadline.received_on = $clock_from_on::date
)

select
    day,
    case
        when day <= $clock_from_on::date then false
        when day < raw_due_on then unit = 'calendar' or not is_holiday
        when day < original_due_on then false
        else day = original_due_on or $extended_to_on::date is not null
    end as counts,
    case
        when day < $clock_from_on::date and day = $received_on::date then
            'received after hours or while City Hall was closed: counted from ' || $clock_from_on::date || ' (the city''s policy; no statute)'
        when day < $clock_from_on::date then 'before the day time is counted from'
        when day = $clock_from_on::date then 'day of receipt: day 0, not counted (CCP 12)'
        when day < raw_due_on and unit = 'business' and is_holiday then reason || ': no business day, not counted (' || rule_set || ')'
        when day < raw_due_on then
            'day ' || day_no || coalesce(', ' || reason || ': counted, only the last day can move', '')
        when day = original_due_on then
            'day ' || determination_days || ': the last day'
            || if(day = raw_due_on, '', ', moved here from ' || raw_due_on)
            || if(due_on > original_due_on, ' before it was moved', '')
        when day = raw_due_on then
            'day ' || determination_days || ' falls on ' || reason || ': the period runs on (' || citation || ')'
        when day < original_due_on then reason || ': the period runs on (' || citation || ')'
        when $extended_to_on::date is null then 'the time stood still while the requester was waited for: moved on by as many days'
        when day = $extended_to_on::date then
            'day ' || day_no || ': the last day of the extension (Gov. Code 7922.535(b))'
        else 'day ' || day_no || ', extended' || coalesce(', ' || reason, '')
    end as reason
from counted
order by day
