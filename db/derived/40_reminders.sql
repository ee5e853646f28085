-- What an open request reminds of as of a day, by its own dates. Before the due date the safe target reminds.
-- The columns are named one by one: handed over as a row, all of them would be read.
create or replace macro derived.reminder_codes(
    first_determined_on, due_on, safe_on, promised_on, status, last_released_on, waiting_since_on, balance, today
) as list_filter([
    case
        when first_determined_on is not null or due_on is null then null
        when due_on < today then 'overdue'
        when safe_on <= today then 'due_today'
        when safe_on <= today + 3 then 'due_soon'
    end,
    case
        when promised_on < today and status in ('determined', 'producing')
            and coalesce(last_released_on < promised_on, true) then 'promise_passed'
    end,
    case when waiting_since_on <= today - 30 then 'clarification_unanswered' end,
    case when balance > 0 then 'fee_unpaid' end
], lambda code: code is not null);

-- One row per open request and reminder as of a day, with the day that it is about.
create or replace macro derived.reminders(today) as table
select
    request_id,
    reminder,
    case reminder
        when 'overdue' then due_on
        when 'promise_passed' then promised_on
        when 'clarification_unanswered' then waiting_since_on
        when 'fee_unpaid' then last_on
        else safe_on
    end as on_date
from (
    select *, unnest(derived.reminder_codes(
        first_determined_on, due_on, safe_on, promised_on, status, last_released_on, waiting_since_on, balance, today
    )) as reminder
    from store.snapshot as snapshot
    where is_open = 1
);

-- The same for further clocks.
create or replace macro derived.clock_reminders(today) as table
select
    clock.request_id,
    if(clock.due_on < today, 'clock_overdue', 'clock_due')    as reminder,
    if(clock.due_on < today, clock.due_on, clock.safe_on)     as on_date
from derived.further_clocks(null) as clock
join store.snapshot as snapshot using (request_id)
where snapshot.is_open = 1
    and clock.met_on is null
    and clock.safe_on <= today + 3;

-- One row per unanswered call on an open request that reminds as of a day: from two days before the wanted day on.
-- Once more days than the city allows have passed since, it goes to the heads of both desks too.
create or replace macro derived.call_reminders(today) as table
select
    request_id,
    case
        when answer_due_on + (select value::integer from store.setting where name = 'call_escalation_days') < today then 'call_escalated'
        when answer_due_on < today then 'call_overdue'
        else 'call_due'
    end                 as reminder,
    answer_due_on       as on_date,
    called_desk_id
from derived.open_calls(today)
where answer_due_on <= today + 2;
