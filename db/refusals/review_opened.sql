-- Why this review may not be opened.
select 'This review is open already, since ' || since_on || ': finish it first.'
from derived.reviews($request_id, $supersedes, $on_date)
where review = $review and is_open
