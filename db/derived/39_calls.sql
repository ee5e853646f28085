-- Which offices were asked for records, and what came of it. None of it moves a request's desk or status.

-- One row per call for records that stands in a relation of events as of a day. Whatever is said about a call names one of the
-- entries of its line, so that a corrected call keeps its chasers and its answer. The first answer counts.
create or replace macro derived.calls(relation, day) as table
with

named as (
    select event_id, coalesce(in_place_of, event_id) as call_id
    from query_table(relation)
    where called_desk_id is not null
),

standing as (
    select *
    from query_table(relation)
    where (called_desk_id is not null or about_event_id is not null)
        and on_date <= day::date
        and event_id not in (select supersedes from query_table(relation) where supersedes is not null)
),

told as (
    select
        call_id,
        count(if(kind = 'call_chased', 1, null))                                   as chasers,
        max(if(kind = 'call_chased', on_date, null))                               as chased_on,
        min(if(kind = 'call_answered', on_date, null))                             as answered_on,
        arg_min(if(kind = 'call_answered', outcome, null), (on_date, standing.event_id)) as answer,
        arg_min(if(kind = 'call_answered', recorded_at, null), (on_date, standing.event_id)) as answer_recorded_at
    from standing
    join named on named.event_id = standing.about_event_id
    where kind in ('call_chased', 'call_answered')
    group by call_id
)

select
    coalesce(call.in_place_of, call.event_id)      as call_id,
    call.event_id,
    call.request_id,
    call.called_desk_id,
    call.on_date                                   as asked_on,
    call.answer_due_on,
    call.recorded_at,
    call.irregular,
    coalesce(told.chasers, 0)                      as chasers,
    told.chased_on,
    told.answered_on,
    told.answer,
    told.answer_recorded_at
from standing as call
left join told on told.call_id = coalesce(call.in_place_of, call.event_id)
where call.kind = 'records_called';

-- One row per unanswered call on an open request.
create or replace macro derived.open_calls(day) as table
with

live as (
    select event.*
    from store.event as event
    where request_id in (select request_id from store.snapshot where is_open = 1)
        and (called_desk_id is not null or about_event_id is not null or supersedes is not null)
)

select *
from derived.calls('live', day)
where answered_on is null;

-- One row for the call that an entry of one request is about, whenever it was answered; without the entry that is being corrected.
create or replace macro derived.call_about(of_request, about, corrects) as table
with

own as (
    from store.event
    where request_id = of_request
        and event_id is distinct from corrects
)

select found.*
from derived.calls('own', date '9999-12-31') as found
join own as named on coalesce(named.in_place_of, named.event_id) = found.call_id
where named.event_id = about;
