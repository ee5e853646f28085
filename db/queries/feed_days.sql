-- One row per open request and day to keep in mind: its safe target, a promise, a further clock, a silence, a fee, records that an
-- office was called for (in the calendar of who holds the request and in that of the office).
-- What may be overdue tomorrow is there today: a calendar program reads a feed every few hours.
with

own as (
    select *
    from store.snapshot
    where is_open = 1
        and ($desk_id is null or desk_id = $desk_id)
        and ($person_id is null or person_id = $person_id)
        and request_id not in (from derived.hidden_from($person_id))
),

clock as (
    select further.request_id, further.clock, further.label, further.citation, further.due_on, further.safe_on
    from derived.further_clocks(null) as further
    join own using (request_id)
    where further.met_on is null
),

call as (
    select call.request_id, call.call_id, call.answer_due_on, call.asked_on, office.name as office
    from derived.open_calls($today) as call
    join store.snapshot as snapshot using (request_id)
    join store.desk as office on office.desk_id = call.called_desk_id
    where ($desk_id is null or $desk_id in (snapshot.desk_id, call.called_desk_id))
        and ($person_id is null or snapshot.person_id = $person_id)
        and call.request_id not in (from derived.hidden_from($person_id))
),

days as (
    select
        request_id,
        'due'                   as what,
        'Determination due'     as label,
        safe_on                 as on_date,
        'Safe target. Statutory last day: ' || due_on || '.' as told
    from own
    where first_determined_on is null and due_on is not null
    union all by name
    select
        request_id,
        'overdue'               as what,
        'Determination overdue' as label,
        due_on + 1              as on_date,
        'The statutory last day was ' || due_on || '.' as told
    from own
    where first_determined_on is null and due_on <= $today
    union all by name
    select
        request_id,
        'promise'               as what,
        'Records promised'      as label,
        promised_on             as on_date,
        'First promised for ' || first_promised_on || '.' as told
    from own
    where promised_on is not null and status in ('determined', 'producing')
    union all by name
    select
        request_id,
        'silence'                 as what,
        'No answer for 30 days'   as label,
        waiting_since_on + 30     as on_date,
        'The requester was asked on ' || waiting_since_on || '. The due date does not wait.' as told
    from own
    where waiting_since_on is not null
    union all by name
    select
        request_id,
        'fee'                   as what,
        'Fee unpaid'            as label,
        last_on                 as on_date,
        'A fee was charged and is not paid.' as told
    from own
    where balance > 0
    union all by name
    select
        request_id,
        clock                   as what,
        label,
        safe_on                 as on_date,
        'Safe target. Last day: ' || due_on || ' (' || citation || ').' as told
    from clock
    union all by name
    select
        request_id,
        clock || '-overdue'     as what,
        label || ': overdue'    as label,
        due_on + 1              as on_date,
        'The last day was ' || due_on || ' (' || citation || ').' as told
    from clock
    where due_on <= $today
    union all by name
    select
        request_id,
        'call-' || call_id              as what,
        'Records wanted from ' || office as label,
        answer_due_on                   as on_date,
        'The office was asked on ' || asked_on || '.' as told
    from call
),

-- Closures and the policy for late receipts move days without an event.
city as (
    select count(*) as changes, max(changed_at) as changed_at
    from store.setting_change
    where what like 'closure%' or what = 'receipt_policy'
)

select
    snapshot.number,
    days.* exclude (request_id),
    snapshot.events + city.changes                   as sequence,
    greatest(newest.recorded_at, city.changed_at)    as changed_at
from days
join store.snapshot as snapshot using (request_id)
join store.event as newest on newest.event_id = snapshot.last_event_id
cross join city
order by on_date, number, what
