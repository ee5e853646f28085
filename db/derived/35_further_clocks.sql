-- One row per further clock that runs on a request (null: on any): its last day, and when what it asks for was done.
create or replace macro derived.further_clocks(of_request) as table
with

entry as (
    select event_id, request_id, kind, clock, extended_to_on, on_date, irregular, coalesce(in_place_of, event_id) as place_id
    from store.event
    where clock is not null
        and (of_request is null or request_id = of_request)
        and event_id not in (select supersedes from store.event where supersedes is not null and (of_request is null or request_id = of_request))
),

running as (
    select
        request_id,
        clock,
        arg_max(if(kind = 'clock_extended' and irregular is null, extended_to_on, null), (on_date, place_id)) as extended_to_on
    from entry
    group by request_id, clock
),

period as (
    select
        running.request_id,
        running.clock,
        running.extended_to_on,
        clock.label,
        clock.citation,
        clock.mark,
        clock.unit,
        clock.roll,
        clock.days,
        clock.extension_days,
        snapshot.clock_from_on as from_on,
        case clock.met_by when 'determined' then snapshot.first_determined_on else snapshot.first_released_on end as met_on
    from running
    join store.clock as clock using (clock)
    join store.snapshot as snapshot using (request_id)
    where snapshot.clock_from_on is not null
),

ended as (
    from derived.period_ends('period')
),

longer as (
    select request_id, clock, from_on, unit, roll, days + extension_days as days
    from ended
    where extension_days is not null
),

cap as (
    from derived.period_ends('longer')
)

select
    ended.request_id,
    ended.clock,
    ended.label,
    ended.from_on,
    ended.ends_on,
    coalesce(ended.extended_to_on, ended.ends_on)    as due_on,
    coalesce(extended.open_by_on, ended.safe_on)     as safe_on,
    cap.ends_on                                      as cap_on,
    ended.met_on,
    ended.citation,
    ended.mark
from ended
left join cap on cap.request_id = ended.request_id and cap.clock = ended.clock
left join store.calendar as extended on extended.day = ended.extended_to_on;
