-- How periods of time are counted, once for every clock: any rule set, any further clock, one request or all.
-- A join that is wanted for some rows only gets a key that is null for the others: with a second condition in it the engine
-- compares every row with every day.

create or replace macro derived.local(utc) as timezone(derived.zone(), timezone('UTC', utc));

-- One row per row of the relation named by periods (from_on, unit, days, roll, and what it carries): its last day.
-- raw_on is the day the count arrives at; ends_on the day it rolls to (CCP 12a); safe_on the last day City Hall is open by raw_on.
create or replace macro derived.period_ends(periods) as table
select
    period.*,
    coalesce(plain.day, business.day)                         as raw_on,
    if(period.roll = 'forward', coalesce(plain.rolls_to_on, business.day), coalesce(plain.day, business.day)) as ends_on,
    coalesce(plain.open_by_on, business.open_by_on)           as safe_on
from query_table(periods) as period
join store.calendar as start on start.day = period.from_on
left join store.calendar as plain
    on plain.day = if(period.unit = 'calendar', period.from_on + period.days, null)
left join (from store.calendar where not is_holiday) as business
    on business.business_no = if(period.unit = 'business', start.business_no + period.days, null)
where coalesce(plain.day, business.day) is not null;

-- One row per request of the relation named by requests (received_on, received_at, has_clock, extended_to_on, paused_days, and
-- what it carries): from which day time is counted, and the dates that follow. No clock, no dates.
-- After hours: no statute, so the city's policy for the day of receipt. A pause moves the date where the rule set has pauses.
create or replace macro derived.due_dates(requests) as table
select
    counted.*,
    if(has_clock, coalesce(extended_to_on, paused.rolls_to_on, deadline.due_on), null)      as due_on,
    if(has_clock, deadline.due_on, null)                                                    as original_due_on,
    if(has_clock, coalesce(extended.open_by_on, paused.open_by_on, deadline.safe_on), null) as safe_on,
    if(has_clock, deadline.extension_cap_on, null)                                          as extension_cap_on,
    if(has_clock, deadline.extension_limit_on, null)                                        as extension_limit_on
from (
    select
        request.*,
        case
            when policy.after_hours is distinct from 'next_open_day' then received_on
            when not arrived.is_open then arrived.opens_on
            when derived.local(received_at)::date = received_on
                and derived.local(received_at)::time > if(isodow(received_on) = 5, policy.friday_closes_at, policy.closes_at)
                then next_day.opens_on
            else received_on
        end as clock_from_on
    from query_table(requests) as request
    asof left join store.receipt_policy as policy on request.received_on >= policy.effective_from
    left join store.calendar as arrived on arrived.day = if(policy.after_hours = 'next_open_day', request.received_on, null)
    left join store.calendar as next_day on next_day.day = if(policy.after_hours = 'next_open_day', request.received_on + 1, null)
) as counted
left join store.deadline as deadline on deadline.received_on = counted.clock_from_on
left join store.calendar as paused
    on paused.day = if(deadline.waiting_pauses and counted.paused_days > 0, deadline.raw_due_on + counted.paused_days, null)
left join store.calendar as extended on extended.day = counted.extended_to_on;

-- Working days from one row of the calendar to another, both days counted: no Saturdays, Sundays, judicial holidays, closures.
create or replace macro derived.working_days(began, ended) as ended.business_no - began.business_no + if(began.is_holiday, 0, 1);
