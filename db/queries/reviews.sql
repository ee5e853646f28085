-- One row per review of one request, all rounds, in order: who works on it, from when until when, and with which result.
with

paired as (
    select
        kind,
        review,
        on_date,
        place_id,
        person_id,
        lead(kind) over by_review      as next_kind,
        lead(on_date) over by_review   as next_on,
        lead(outcome) over by_review   as next_outcome,
        lead(person_id) over by_review as next_person_id
    from derived.standing_of($request_id, null, date '9999-12-31')
    where kind in ('review_opened', 'review_cleared')
    window by_review as (partition by review order by on_date, place_id)
)

select
    review,
    on_date                                                   as opened_on,
    if(next_kind = 'review_cleared', next_on, null)           as finished_on,
    if(next_kind = 'review_cleared', next_outcome, null)      as result,
    if(next_kind = 'review_cleared', coalesce(next_person_id, person_id), person_id) as person_id
from paired
where kind = 'review_opened'
order by on_date, place_id
