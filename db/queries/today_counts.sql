-- One row: what is due and what waits at $desk_id (null: in the city) and with $person_ids, of what $reader may see.
with

open_here as (
    select
        snapshot.request_id,
        $desk_id is null or snapshot.desk_id = $desk_id                                         as is_desk,
        coalesce(list_contains($person_ids, snapshot.person_id), false)                         as is_mine,
        first_determined_on is null and due_on < $today                                         as is_overdue,
        first_determined_on is null and (safe_on = $today or due_on = $today)                   as is_today,
        first_determined_on is null and due_on >= $today and safe_on <= $today::date + 7         as is_week,
        derived.is_not_accepted(is_open, asks_acceptance, accepted_on)                          as is_not_accepted,
        promised_on < $today and list_contains(
            derived.reminder_codes(
                first_determined_on, due_on, safe_on, promised_on, status, last_released_on, waiting_since_on, balance, $today::date
            ),
            'promise_passed'
        )                                                                                       as is_promise_passed
    from store.snapshot as snapshot
    left join store.desk as desk on desk.desk_id = snapshot.desk_id
    where is_open = 1
        and request_id not in (from derived.hidden_from($reader))
),

called as (
    select count(distinct request_id) as requests
    from derived.open_calls($today)
    where ($desk_id is null or called_desk_id = $desk_id) and request_id not in (from derived.hidden_from($reader))
)

select
    count(if(is_desk and is_overdue, 1, null))        as desk_overdue,
    count(if(is_desk and is_today, 1, null))          as desk_today,
    count(if(is_desk and is_week, 1, null))           as desk_week,
    count(if(is_mine and is_overdue, 1, null))        as mine_overdue,
    count(if(is_mine and is_today, 1, null))          as mine_today,
    count(if(is_mine and is_week, 1, null))           as mine_week,
    count(if(is_desk and is_not_accepted, 1, null))   as not_accepted,
    count(if(is_desk and is_promise_passed, 1, null)) as promise_passed,
    any_value(called.requests)                        as called
from called
left join open_here on true
