-- One row per kind of entry that is not offered for a request now, though its status allows it.
with

undecided as (
    select answered_by as kind
    from derived.disputes($request_id)
    where answer_id is null
)

select 'appealed' as kind
where not exists (from store.setting where name = 'local_review' and value = 'on')
union all
select 'appeal_decided'
where 'appeal_decided' not in (select kind from undecided)
union all
select 'petition_decided'
where 'petition_decided' not in (select kind from undecided)
union all
select 'review_cleared'
where not exists (from derived.reviews($request_id, null, date '9999-12-31') where is_open)
union all
select 'restriction_lifted'
where not exists (from store.snapshot where request_id = $request_id and readers is not null)
union all
select 'reopened'
from derived.against_reopening($request_id, null, date '9999-12-31')
