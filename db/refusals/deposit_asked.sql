-- Why this deposit may not be asked for: it is a part of what was lawfully estimated.
with

money as (
    select estimated, estimated_lawful, deposits
    from derived.money_of($request_id, $supersedes)
)

select 'Estimate the fee first: a deposit is a part of an estimate.'
from money
where estimated = 0
union all
select 'A deposit may not be above the estimate: at most $' || greatest(estimated_lawful - deposits, 0) || ' can be asked for now.'
from money
where estimated > 0 and $amount > estimated_lawful - deposits
union all
select sentence || ' (' || citation || ')'
from store.fee_kind
where not is_lawful
    and exists (from money where $amount > estimated_lawful - deposits and estimated_lawful < estimated)
    and fee_kind in (
        select fee_kind
        from store.fee_line
        where event_id in (select event_id from derived.standing_of($request_id, $supersedes, $on_date) where kind = 'fee_estimated')
    )
