-- One row per day from receipt to the due date: does it count, and why. The days that count are the days the law gives.
select
    calendar.day,
    case
        when calendar.day = deadline.received_on then false
        when calendar.day < deadline.raw_due_on then true
        else calendar.day = deadline.due_on
    end as counts,
    case
        when calendar.day = deadline.received_on then 'day of receipt: day 0, not counted (CCP 12)'
        when calendar.day < deadline.raw_due_on then
            'day ' || (calendar.day - deadline.received_on)
            || coalesce(', ' || calendar.reason || ': counted, only the last day can move', '')
        when calendar.day = deadline.due_on then
            'day ' || (deadline.raw_due_on - deadline.received_on) || ': the last day'
            || if(calendar.day = deadline.raw_due_on, '', ', moved here from ' || deadline.raw_due_on)
        when calendar.day = deadline.raw_due_on then
            'day ' || (deadline.raw_due_on - deadline.received_on) || ' falls on ' || calendar.reason
            || ': the period runs on (' || calendar.citation || ')'
        else calendar.reason || ': the period runs on (' || calendar.citation || ')'
    end as reason
from store.deadline as deadline
join store.calendar as calendar on calendar.day between deadline.received_on and deadline.due_on
where deadline.received_on = $received_on
order by calendar.day
