-- One row per entry of one request that stands, of the round that ran when an entry of a day comes to be made, and before that: a new
-- entry comes last on its day, one in place of another (without) keeps that one's place.
create or replace macro derived.round_of(of_request, without, day) as table
with

place as (
    select coalesce(max(coalesce(in_place_of, event_id)), 9223372036854775807) as place_id
    from store.event
    where request_id = of_request and event_id = without
),

told as materialized (
    select *
    from derived.standing_of(of_request, without, day::date)
    where (on_date, place_id) < (day::date, (select place_id from place))
),

reopened as (
    select max((on_date, place_id)) as place
    from told
    where kind = 'reopened'
)

select told.*
from told, reopened
where place is null or (told.on_date, told.place_id) >= place;

-- One row, or none: why a request may not be reopened on a day, told as a sentence.
create or replace macro derived.against_reopening(of_request, without, day) as table
select 'Nothing was decided against the determination, and the request is not closed: record a new determination, or close it first.' as sentence
where not exists (
    from derived.round_of(of_request, without, day)
    where kind in (select kind from store.event_kind where milestone = 'closed')
        or kind = 'determined' and outcome = 'already_published'
        or kind = 'appeal_decided' and outcome in ('partly_reversed', 'reversed')
        or kind = 'petition_decided' and outcome in ('partly_granted', 'granted')
);
