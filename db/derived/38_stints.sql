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
-- Most requests lie at one desk until they are closed: of those the snapshot tells all, and of those never reopened when they ended.
create or replace macro derived.stints(relation, day) as table
with

asked as (
    select request_id, desk_id, desk_since_on, closed_on, hand_offs > 0 as is_moved, round > 1 as is_reopened
    from query_table(relation)
    where not is_undated and not is_negative
),

routed as (
    select request_id, on_date, coalesce(in_place_of, event_id) as place_id, desk_id
    from derived.standing(day)
    where desk_id is not null
        and irregular is distinct from 'undated'
        and request_id in (select request_id from asked where is_moved or is_reopened)
),

boundary as (
    from routed
    where request_id in (select request_id from asked where is_reopened)
    union all
    select request_id, on_date, coalesce(in_place_of, event_id) as place_id, if(kind = 'reopened', null, 0) as desk_id
    from derived.standing(day)
    where kind in ('closed', 'access_granted', 'dataset_published', 'reopened')
        and irregular is distinct from 'undated'
        and request_id in (select request_id from asked where is_reopened)
),

held as (
    select
        request_id,
        on_date,
        place_id,
        if(desk_id = 0, 0, coalesce(last_value(nullif(desk_id, 0) ignore nulls) over so_far, 0)) as desk_id
    from boundary
    window so_far as (partition by request_id order by on_date, place_id rows between unbounded preceding and current row)
    union all
    from routed
    where request_id in (select request_id from asked where not is_reopened)
),

changed as (
    select *
    from held
    qualify desk_id is distinct from lag(desk_id) over (partition by request_id order by on_date, place_id)
)

select request_id, desk_id, desk_since_on as from_on, if(closed_on is null, null, greatest(closed_on, desk_since_on)) as until_on, null as next_desk_id, true as is_first_there
from asked
where not is_moved and not is_reopened and desk_since_on is not null and desk_id is not null
union all
select request_id, changed.desk_id, from_on, coalesce(until_on, if(is_reopened or closed_on is null, null, greatest(closed_on, from_on))) as until_on, next_desk_id, is_first_there
from (
    select
        request_id,
        desk_id,
        on_date                          as from_on,
        lead(on_date) over by_time       as until_on,
        nullif(lead(desk_id) over by_time, 0) as next_desk_id,
        coalesce(not list_contains(list(desk_id) over (by_time rows between unbounded preceding and 1 preceding), desk_id), true) as is_first_there
    from changed
    window by_time as (partition by request_id order by on_date, place_id)
) as changed
join asked using (request_id)
where changed.desk_id <> 0;
