-- Why this payment may not be recorded. An estimate may be paid while nothing is charged, a deposit at any time.
with

money as (
    select greatest(charged - waived, deposits, if(charged = 0, estimated, 0)) as most, kept
    from derived.money_of($request_id, $supersedes)
)

select if(
    most <= 0,
    'Nothing is owed on this request: charge or estimate a fee, or ask for a deposit, first.',
    'Only $' || greatest(most - kept, 0) || ' is still to be paid: more is refused unless a deposit was asked for.'
)
from money
where $amount > most - kept
