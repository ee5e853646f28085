-- Why this payment may not be recorded. An estimate may be paid while nothing was charged after it, a deposit at any time.
select if(
    kept + payable <= 0,
    'Nothing is owed on this request: charge or estimate a fee, or ask for a deposit, first.',
    'Only $' || payable || ' is still to be paid: more is refused unless a deposit was asked for.'
)
from derived.money_of($request_id, $supersedes)
where $amount > payable
union all
select 'Of what was paid, $' || refunded || ' was given back: correct the refund first.'
from derived.money_of($request_id, $supersedes)
where $supersedes is not null and kept + $amount < least((select kept from derived.money_of($request_id, null)), 0)
