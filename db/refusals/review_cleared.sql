-- Why this review may not be finished so.
select 'This review is not open: open it first.'
where not exists (from derived.reviews($request_id, $supersedes, $on_date) where review = $review and is_open)
union all
select 'Say what was redacted and why: the letter and the requester need it (Gov. Code 7922.525(b)).'
where $outcome = 'cleared_with_redactions' and $redactions is null
