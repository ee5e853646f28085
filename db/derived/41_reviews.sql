-- Reviews of one request, and what speaks against giving something out.

-- One row per review of the round that ran when an entry of a day comes to be made (see round_of): whether it is open, else with which
-- result it ended, and since when. A result without a beginning counts only as irregular, as it happened.
create or replace macro derived.reviews(of_request, without, day) as table
with

told as (
    select
        *,
        bool_or(kind = 'review_opened' or irregular is not null) over (partition by review order by on_date, place_id) as is_begun
    from derived.round_of(of_request, without, day)
    where kind in ('review_opened', 'review_cleared')
)

select
    review,
    arg_max(kind, (on_date, place_id)) = 'review_opened' as is_open,
    arg_max(coalesce(outcome, ''), (on_date, place_id))  as result,
    arg_max(on_date, (on_date, place_id))                as since_on
from told
where is_begun
group by review;

-- One row per review that speaks against giving something on a day: a sentence. A mark of the receipt asks for its review.
create or replace macro derived.unreviewed(of_request, without, day) as table
with

found as materialized (
    from derived.reviews(of_request, without, day)
),

mark as (
    select unnest([
        {'review': 'privacy', 'is_set': is_personal, 'holds': 'personal data'},
        {'review': 'security', 'is_set': is_infrastructure, 'holds': 'sensitive infrastructure'}
    ], recursive := true)
    from derived.standing_of(of_request, null, date '9999-12-31')
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
left join found using (review)
where mark.is_set and (found.review is null or found.is_open)
union all
select 'The ' || named.label || ' review ended “Not cleared” on ' || found.since_on || ': open another one, or give nothing out.'
from found
join named using (review)
where not found.is_open and found.result = 'not_cleared';

-- One row per reason why nothing may be given out on a day: the determination of that day discloses nothing, a review is wanting.
create or replace macro derived.against_disclosure(of_request, without, day) as table
with

determination as (
    select arg_max(outcome, (on_date, place_id)) as code
    from derived.round_of(of_request, without, day)
    where kind = 'determined'
)

select 'This request was determined “' || choice.label || '”, which discloses nothing: record the new determination first, or, where '
    || 'it was given out all the same, record that as irregular with a reason.' as sentence
from determination
join store.choice as choice on choice.list = 'determination' and choice.code = determination.code
where determination.code not in ('granted', 'partly_granted', 'already_published', 'other')
union all
select sentence
from derived.unreviewed(of_request, without, day);
