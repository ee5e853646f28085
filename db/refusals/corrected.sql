-- Why this entry may not be struck out: money that rests on it. What the log had wrong before stays as it is.
with

before as materialized (
    select kept, estimated_lawful
    from derived.money_of($request_id, null)
),

after as materialized (
    select kept, estimated_lawful, deposits
    from derived.money_of($request_id, $supersedes)
)

select 'This payment was given back: strike out the refund first.'
from after, before
where after.kept < least(before.kept, 0)
union all
select 'A deposit of $' || after.deposits || ' was asked on this estimate: strike out the deposit first.'
from after, before
where after.estimated_lawful < least(before.estimated_lawful, after.deposits)
