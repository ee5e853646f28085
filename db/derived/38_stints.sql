-- Who held a request, from when until when.

-- One row per entry of the ledger that counts as of a day.
create or replace macro derived.standing(day) as table
select *
from store.event
where on_date <= day::date
    and kind <> 'corrected'
    and event_id not in (select supersedes from store.event where supersedes is not null);

-- One row per stint of a desk: from the day it was given the request to the day another was, it was closed, or now (null).
-- Entries that leave a request where it is make no new stint; a reopened request goes back to the desk that had it.
create or replace macro derived.stints(relation, day) as table
with

boundary as (
    select
        request_id,
        on_date,
        coalesce(in_place_of, event_id)                                                     as place_id,
        desk_id,
        kind in ('closed', 'access_granted', 'dataset_published', 'voided')                 as is_end
    from derived.standing(day)
    where (desk_id is not null or kind in ('closed', 'access_granted', 'dataset_published', 'reopened', 'voided'))
        and irregular is distinct from 'undated'
        and request_id in (select request_id from query_table(relation))
),

held as (
    select
        request_id,
        on_date,
        place_id,
        if(is_end, 0, coalesce(last_value(desk_id ignore nulls) over so_far, 0)) as desk_id
    from boundary
    window so_far as (partition by request_id order by on_date, place_id rows between unbounded preceding and current row)
),

changed as (
    select *
    from held
    qualify desk_id is distinct from lag(desk_id) over (partition by request_id order by on_date, place_id)
)

select
    request_id,
    desk_id,
    on_date                                                                       as from_on,
    lead(on_date) over by_time                                                    as until_on,
    row_number() over by_time                                                     as stint_no
from changed
window by_time as (partition by request_id order by on_date, place_id)
qualify desk_id <> 0;
