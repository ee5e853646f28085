-- One row per kind of entry that is not offered for a request now, though its status allows it.
with

undecided as (
    select answered_by as kind
    from derived.disputes($request_id)
    where answer_id is null
),

round as materialized (
    from derived.this_round($request_id)
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
where not exists (from derived.reviews($request_id, date '9999-12-31') where is_open)
union all
select 'reopened'
from store.snapshot
where request_id = $request_id
    and status in ('determined', 'producing')
    and not exists (
        from round
        where kind = 'determined' and outcome = 'already_published'
            or kind = 'appeal_decided' and outcome in ('partly_reversed', 'reversed')
            or kind = 'petition_decided' and outcome in ('partly_granted', 'granted')
    )
