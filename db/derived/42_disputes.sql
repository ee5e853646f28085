-- One row per appeal, question for reasons and court petition among the standing entries of a relation: since when, and how it was
-- answered last. An answer that names no entry answers the last one of its request before it.
create or replace macro derived.disputes_in(relation) as table
with

told as (
    select
        told.request_id,
        told.event_id,
        told.kind,
        told.on_date,
        told.reference,
        told.outcome,
        told.about_event_id,
        coalesce(told.in_place_of, told.event_id) as place_id
    from query_table(relation) as told
    where told.kind in ('appealed', 'appeal_decided', 'rationale_requested', 'rationale_sent', 'petition_filed', 'petition_decided')
),

pair as (
    select unnest([
        {'kind': 'appealed', 'answered_by': 'appeal_decided'},
        {'kind': 'rationale_requested', 'answered_by': 'rationale_sent'},
        {'kind': 'petition_filed', 'answered_by': 'petition_decided'}
    ], recursive := true)
),

asked as (
    select told.*, pair.answered_by
    from told
    join pair on pair.kind = told.kind
),

answer as (
    select
        told.*,
        coalesce(any_value(coalesce(about.in_place_of, about.event_id)), arg_max(earlier.place_id, (earlier.on_date, earlier.place_id))) as about_place_id
    from told
    left join store.event as about on about.request_id = told.request_id and about.event_id = told.about_event_id
    left join asked as earlier
        on earlier.request_id = told.request_id
        and earlier.answered_by = told.kind
        and (earlier.on_date, earlier.place_id) < (told.on_date, told.place_id)
    where told.kind in (select pair.answered_by from pair)
    group by all
),

last_answer as (
    select *
    from answer
    qualify row_number() over (partition by answer.kind, answer.about_place_id order by answer.on_date desc, answer.place_id desc) = 1
)

select
    asked.request_id,
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
left join last_answer as answer on answer.kind = asked.answered_by and answer.about_place_id = asked.place_id;

-- One row per appeal, question for reasons and court petition of one request, all rounds.
create or replace macro derived.disputes(of_request) as table
with

disputed as (
    from derived.standing_of(of_request, null, date '9999-12-31')
)

from derived.disputes_in('disputed');

-- One row per way in which an entry about one of them, or in its place (without), would turn their order round: a sentence.
create or replace macro derived.against_dispute_order(of_request, about, without, day) as table
select 'What it answers came on ' || on_date || ': it cannot be answered before.' as sentence
from derived.disputes(of_request)
where event_id = about and on_date > day::date
union all
select 'It was answered on ' || answered_on || ': it cannot have come after that.'
from derived.disputes(of_request)
where event_id = without and answered_on < day::date;
