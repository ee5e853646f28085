-- What must keep its turn: entries that only count in the order of their days.

-- One row per standing entry of the kinds of one request that an entry of a day would come before though it was recorded after it,
-- or, corrected, would pass over: last first.
create or replace macro derived.passed_over(of_request, kinds, of_day, corrects) as table
with

told as materialized (
    from derived.standing_of(of_request, null, date '9999-12-31')
),

own as (
    select
        coalesce(min(told.on_date), date '9999-12-31')             as was_on,
        coalesce(min(told.place_id), 9223372036854775807::bigint)  as own_place_id
    from told
    where told.event_id = corrects
)

select told.kind, told.on_date, told.desk_id
from told, own
where told.event_id is distinct from corrects
    and list_contains(kinds, told.kind)
    and told.irregular is distinct from 'undated'
    and ((told.on_date, told.place_id) > (of_day::date, own_place_id)) is distinct from ((told.on_date, told.place_id) > (was_on, own_place_id))
order by told.on_date desc, told.place_id desc;
