-- One row per review of one request, since it was last reopened, whose newest result by $on_date is cleared with redactions: what
-- was redacted and why.
with

finished as (
    select
        review,
        arg_max(event_id, (on_date, place_id)) as event_id,
        arg_max(outcome, (on_date, place_id))  as result
    from derived.round_of($request_id, null, $on_date)
    where kind = 'review_cleared'
    group by review
)

select choice.label as review, request_text.body as words
from finished
join store.request_text as request_text using (event_id)
join store.choice as choice on choice.list = 'review' and choice.code = finished.review
where finished.result = 'cleared_with_redactions' and request_text.part = 'redactions'
order by choice.place
