-- Which open requests a choice under “Due” on the queue means: one definition for its rows and for what saved views count.

-- Whether a request is one of those; a call for records is not asked here, which is another desk's to answer.
create or replace macro derived.is_due_as(
    due, is_open, first_determined_on, due_on, safe_on, promised_on, status, last_released_on, waiting_since_on, balance,
    desk_id, irregular_events, last_on, stale_days, asks_acceptance, accepted_on, today
) as case due
    when 'any' then true
    when 'called' then true
    when 'overdue' then is_open = 1 and first_determined_on is null and due_on < today
    when 'today' then is_open = 1 and first_determined_on is null and (safe_on = today or due_on = today)
    when 'week' then is_open = 1 and first_determined_on is null and due_on >= today and safe_on <= today + 7
    when 'unassigned' then desk_id is null
    when 'irregular' then irregular_events > 0
    when 'stale' then derived.is_stale(is_open, last_on, stale_days, today)
    when 'not_accepted' then derived.is_not_accepted(is_open, asks_acceptance, accepted_on)
    else is_open = 1 and list_contains(
        derived.reminder_codes(
            first_determined_on, due_on, safe_on, promised_on, status, last_released_on, waiting_since_on, balance, today
        ),
        due
    )
end;
