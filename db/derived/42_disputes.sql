-- One row per appeal, question for reasons and court petition of one request, all rounds: since when, and how it was answered.
-- An answer that names no entry answers the last one before it.
create or replace macro derived.disputes(of_request) as table
with

told as materialized (
    from derived.standing_of(of_request, null, date '9999-12-31')
),

pair as (
    select unnest([
        {'kind': 'appealed', 'answered_by': 'appeal_decided'},
        {'kind': 'rationale_requested', 'answered_by': 'rationale_sent'},
        {'kind': 'petition_filed', 'answered_by': 'petition_decided'}
    ], recursive := true)
),

asked as (
    select told.*, answered_by
    from told
    join pair using (kind)
),

answer as (
    select
        told.*,
        coalesce(
            (
                select coalesce(about.in_place_of, about.event_id)
                from store.event as about
                where about.request_id = of_request and about.event_id = told.about_event_id
            ),
            (
                select arg_max(earlier.place_id, (earlier.on_date, earlier.place_id))
                from asked as earlier
                where earlier.answered_by = told.kind and (earlier.on_date, earlier.place_id) < (told.on_date, told.place_id)
            )
        ) as about_place_id
    from told
    where kind in (select answered_by from pair)
)

select
    asked.event_id,
    asked.kind,
    asked.answered_by,
    asked.on_date,
    asked.place_id,
    asked.reference,
    answer.event_id  as answer_id,
    answer.on_date   as answered_on,
    answer.outcome,
    answer.place_id  as answer_place_id
from asked
left join answer on answer.kind = asked.answered_by and answer.about_place_id = asked.place_id
