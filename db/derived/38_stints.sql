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
-- Most requests lie at one desk until they are closed: of those the snapshot tells all.
create or replace macro derived.stints(relation, day) as table
with

asked as (
    select request_id, desk_id, desk_since_on, closed_on, hand_offs = 0 and round = 1 as is_simple
    from query_table(relation)
    where not is_undated and not is_negative
),

boundary as (
    select
        request_id,
        on_date,
        coalesce(in_place_of, event_id)                                        as place_id,
        desk_id,
        kind in ('closed', 'access_granted', 'dataset_published')              as is_end
    from derived.standing(day)
    where (desk_id is not null or kind in ('closed', 'access_granted', 'dataset_published', 'reopened'))
        and irregular is distinct from 'undated'
        and request_id in (select request_id from asked where not is_simple)
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

select request_id, desk_id, desk_since_on as from_on, if(closed_on is null, null, greatest(closed_on, desk_since_on)) as until_on, 1 as stint_no, true as is_first_there
from asked
where is_simple and desk_since_on is not null and desk_id is not null
union all
select request_id, desk_id, from_on, until_on, stint_no, is_first_there
from (
    select
        request_id,
        desk_id,
        on_date                          as from_on,
        lead(on_date) over by_time       as until_on,
        row_number() over by_time        as stint_no,
        row_number() over (partition by request_id, desk_id order by on_date, place_id) = 1 as is_first_there
    from changed
    window by_time as (partition by request_id order by on_date, place_id)
)
where desk_id <> 0;
