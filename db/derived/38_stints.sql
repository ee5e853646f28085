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
-- Most requests lie at one desk until they are closed: those need no window over their entries.
create or replace macro derived.stints(relation, day) as table
with

asked as (
    select request_id, closed_on, hand_offs = 0 and round = 1 as is_simple
    from query_table(relation)
    where not is_undated and not is_negative
),

given as (
    select request_id, on_date, coalesce(in_place_of, event_id) as place_id, desk_id
    from derived.standing(day)
    where desk_id is not null and irregular is distinct from 'undated'
),

boundary as (
    select request_id, on_date, place_id, desk_id, false as is_end
    from given
    where request_id in (select request_id from asked where not is_simple)
    union all
    select request_id, on_date, coalesce(in_place_of, event_id) as place_id, null as desk_id, kind <> 'reopened' as is_end
    from derived.standing(day)
    where kind in ('closed', 'access_granted', 'dataset_published', 'reopened')
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

select request_id, given.desk_id, given.on_date as from_on, greatest(asked.closed_on, if(asked.closed_on is null, null, given.on_date)) as until_on, 1 as stint_no
from given
join asked using (request_id)
where asked.is_simple
union all
select request_id, desk_id, from_on, until_on, stint_no
from (
    select
        request_id,
        desk_id,
        on_date                          as from_on,
        lead(on_date) over by_time       as until_on,
        row_number() over by_time        as stint_no
    from changed
    window by_time as (partition by request_id order by on_date, place_id)
)
where desk_id <> 0;
