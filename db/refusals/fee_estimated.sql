-- Why this estimate may not be corrected so. A new estimate may be lower: it replaces the one that the deposit was asked on.
select 'Deposits of $' || deposits || ' stand, which are a part of the estimate: correct or strike out the deposit first, or record a new estimate.'
from derived.money_of($request_id, null)
where $supersedes is not null and estimated_lawful >= deposits and $amount < deposits
    and $supersedes = (
        select arg_max(event_id, (on_date, place_id))
        from derived.standing_of($request_id, null, date '9999-12-31')
        where kind = 'fee_estimated' and is_this_round
    )
