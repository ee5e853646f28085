-- One row per kind of entry that is not offered for a request now, though its status allows it.
with

told as materialized (
    from derived.told_of($request_id)
),

undecided as (
    select kind
    from told
    where kind in ('appealed', 'petition_filed')
        and event_id not in (
            select about_event_id from told where kind in ('appeal_decided', 'petition_decided') and about_event_id is not null
        )
),

round as materialized (
    from derived.this_round($request_id)
)

select 'appealed' as kind
where not exists (from store.setting where name = 'local_review' and value = 'on')
union all
select 'appeal_decided'
where 'appealed' not in (select kind from undecided)
union all
select 'petition_decided'
where 'petition_filed' not in (select kind from undecided)
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
