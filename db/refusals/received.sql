-- Why a mark may not be taken off a receipt that is corrected: a review was opened for it.
with

mark as (
    select unnest([
        {'review': 'privacy', 'was_set': is_personal, 'is_set': $is_personal, 'holds': 'personal data'},
        {'review': 'security', 'was_set': is_infrastructure, 'is_set': $is_infrastructure, 'holds': 'sensitive infrastructure'}
    ], recursive := true)
    from store.event
    where request_id = $request_id and event_id = $supersedes
)

select 'The mark for ' || holds || ' stays: its review was opened on ' || min(told.on_date) || '. Finish it instead.'
from mark
join derived.standing_of($request_id, null, date '9999-12-31') as told on told.kind = 'review_opened' and told.review = mark.review
where was_set and not coalesce(is_set, false)
group by holds
