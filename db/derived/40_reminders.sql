-- One row per open request and reminder that its own dates give as of a day. Before the due date the safe target reminds.
create or replace macro derived.reminders(today) as table
select
    request_id,
    unnest(list_filter([
        case
            when first_determined_on is not null or due_on is null then null
            when due_on < today then {'reminder': 'overdue', 'on_date': due_on}
            when safe_on <= today then {'reminder': 'due_today', 'on_date': safe_on}
            when safe_on <= today + 3 then {'reminder': 'due_soon', 'on_date': safe_on}
        end,
        case
            when promised_on < today and status in ('determined', 'producing') and (last_released_on is null or last_released_on < promised_on)
                then {'reminder': 'promise_passed', 'on_date': promised_on}
        end,
        case when waiting_since_on <= today - 30 then {'reminder': 'clarification_unanswered', 'on_date': waiting_since_on} end,
        case when balance > 0 then {'reminder': 'fee_unpaid', 'on_date': last_on} end
    ], lambda found: found is not null), recursive := true)
from store.snapshot
where is_open = 1;

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
