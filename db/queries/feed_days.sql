-- One row per open request and day to keep in mind: its safe target, a promise, a further clock.
with

own as (
    select *
    from store.snapshot
    where is_open = 1
        and ($desk_id is null or desk_id = $desk_id)
        and ($person_id is null or person_id = $person_id)
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
        'promise'               as what,
        'Records promised'      as label,
        promised_on             as on_date,
        'First promised for ' || first_promised_on || '.' as told
    from own
    where promised_on is not null and status in ('determined', 'producing')
    union all by name
    select
        clock.request_id,
        clock.clock             as what,
        clock.label             as label,
        clock.safe_on           as on_date,
        'Safe target. Last day: ' || clock.due_on || ' (' || clock.citation || ').' as told
    from derived.further_clocks(null) as clock
    join own using (request_id)
    where clock.met_on is null
)

select
    own.number,
    own.events,
    days.*,
    (select max(recorded_at) from store.event as event where event.request_id = own.request_id) as changed_at
from days
join own using (request_id)
order by on_date, number, what
