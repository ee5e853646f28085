-- Reviews of one request, and what speaks against giving something out.

-- One row per review begun in this round, by the end of a day: whether it is open, else with which result it ended, and since when.
create or replace macro derived.reviews(of_request, day) as table
select
    review,
    arg_max(kind, (on_date, place_id)) = 'review_opened' as is_open,
    arg_max(coalesce(outcome, ''), (on_date, place_id))  as result,
    arg_max(on_date, (on_date, place_id))                as since_on
from derived.this_round(of_request)
where kind in ('review_opened', 'review_cleared') and on_date <= day
group by review;

-- One row per review that speaks against giving something on a day: a sentence. A mark of the receipt asks for its review.
create or replace macro derived.unreviewed(of_request, day) as table
with

mark as (
    select unnest([
        {'review': 'privacy', 'is_set': is_personal, 'holds': 'personal data'},
        {'review': 'security', 'is_set': is_infrastructure, 'holds': 'sensitive infrastructure'}
    ], recursive := true)
    from derived.told_of(of_request)
    where kind = 'received'
),

named as (
    select code as review, lower(label) as label
    from store.choice
    where list = 'review'
)

select 'The request is marked for ' || mark.holds || ': finish its ' || named.label || ' review first, with the result “Cleared”.' as sentence
from mark
join named using (review)
left join derived.reviews(of_request, day) as found using (review)
where mark.is_set and (found.review is null or found.is_open)
union all
select 'The ' || named.label || ' review ended “Not cleared” on ' || found.since_on || ': open another one, or give nothing out.'
from derived.reviews(of_request, day) as found
join named using (review)
where not found.is_open and found.result = 'not_cleared';

-- One row per reason why nothing may be given out on a day: a determination that discloses nothing, a review that is wanting. What
-- corrects an entry that stands (corrects) had its reviews then.
create or replace macro derived.against_disclosure(of_request, day, corrects) as table
select 'This request was determined “' || choice.label || '”, which discloses nothing: record the new determination first, or, where '
    || 'it was given out all the same, record that as irregular with a reason.' as sentence
from store.snapshot as snapshot
join store.choice as choice on choice.list = 'determination' and choice.code = snapshot.determination
where request_id = of_request
    and snapshot.determination not in ('granted', 'partly_granted', 'already_published', 'other')
union all
select sentence
from derived.unreviewed(of_request, day)
where corrects is null;
