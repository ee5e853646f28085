-- What stands of one request. (place_id: the place of an entry within its day.)

-- One row per entry of one request that stands.
create or replace macro derived.told_of(of_request) as table
select *, coalesce(in_place_of, event_id) as place_id
from store.event
where request_id = of_request
    and kind <> 'corrected'
    and event_id not in (select supersedes from store.event where request_id = of_request and supersedes is not null);

-- One row per entry of one request that stands, since it was last reopened.
create or replace macro derived.this_round(of_request) as table
with

told as materialized (
    from derived.told_of(of_request)
),

reopened as (
    select max((on_date, place_id)) as place
    from told
    where kind = 'reopened'
)

select told.*
from told, reopened
where place is null or (told.on_date, told.place_id) >= place;
