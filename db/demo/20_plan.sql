-- One row per invented request: every choice about it, drawn from its own number, so that any run gives the same city.
create or replace temp table plan as
with

drawn as (
    select
        i - $first::bigint as row_no,
        i,
        [(hash(i, salt) % 1000003) / 1000003.0 for salt in range(24)] as u
    from range($first::bigint, $first::bigint + $count::bigint) as t(i)
),

-- The days up to $until_on, a little more each year.
received as (
    select
        row_no,
        i,
        u,
        $until_on::date - ($days::integer * (1 - sqrt(0.25 + 0.75 * least((i + u[24]) / $requests::double, 1))) * 2)::integer as received_on,
        if(u[2] < 0.72, 'records', 'data') as track
    from drawn
),

-- Days as a long-tailed draw around a median: exp of a rough normal.
timed as (
    select
        received.*,
        deadline.due_on,
        deadline.extension_cap_on,
        u[3] < 0.16 as is_clarified,
        track = 'records' and u[4] < 0.14 as is_extended,
        u[5] < 0.09 as has_fee,
        exp(1.95 + 0.55 * (u[6] + u[7] + u[8] - 1.5) * 2)::integer as base_days,
        exp(1.6 + 0.8 * (u[9] + u[10] + u[11] - 1.5) * 2)::integer as production_days
    from received
    join store.deadline as deadline using (received_on)
),

decided as (
    select
        *,
        received_on + 2 + (u[12] * 3)::integer as asked_on,
        received_on + 2 + (u[12] * 3)::integer + 1 + (u[13] * 9)::integer as answered_on,
        received_on
            + greatest(base_days, if(is_clarified, 16, 1))
            + if(is_extended, 8 + (u[14] * 6)::integer, 0)
            + if(u[15] < 0.04, 20 + (u[16] * 60)::integer, 0) as determined_on,
        case
            when track = 'records' then
                case
                    when u[17] < 0.42 then 'granted'
                    when u[17] < 0.66 then 'partly_granted'
                    when u[17] < 0.73 then 'denied'
                    when u[17] < 0.86 then 'no_records'
                    when u[17] < 0.90 then 'referred'
                    when u[17] < 0.95 or row_no < 10 then 'withdrawn'
                    else 'duplicate'
                end
            when u[17] < 0.30 then 'already_published'
            when u[17] < 0.82 then 'granted'
            when u[17] < 0.92 then 'access_declined'
            else 'withdrawn'
        end as outcome
    from timed
)

select
    *,
    determined_on + if(outcome in ('granted', 'partly_granted'), 1 + production_days, 0) as closed_on,
    if(track = 'records', if(u[18] < 0.2, 3, 1), 2) as desk_id,
    u[18] < 0.2 as is_handed_on,
    u[19] < 0.15 as is_anonymous,
    ['simple', 'normal', 'normal', 'complex'][1 + (u[20] * 3.999)::integer % 4] as complexity,
    ['email', 'portal', 'portal', 'phone', 'counter', 'letter'][1 + (u[21] * 5.999)::integer % 6] as channel,
    5 + (u[22] * 400)::integer / 10.0 as fee,
    outcome in ('denied', 'partly_granted') and u[23] < 0.12 as is_appealed,
    [
        'Building permits issued on Example Street',
        'Body-worn camera footage of an invented incident',
        'Street tree inventory with planting dates',
        'Contracts with Sample Paving Company',
        'Water use by billing district',
        'E-mails about the Sample Park renovation',
        'Code enforcement cases on Invented Avenue',
        'Bus stop locations and shelter inspections',
        'Payroll totals by department',
        'Fire inspection reports of Sample Hall'
    ][1 + i % 10] as subject
from decided;
