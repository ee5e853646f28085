-- One row per clock of an open request whose due date or safe target the last recount moved, soonest first.
with

dated as (
    select request_id, 'Determination' as clock, old_due_on, due_on, old_safe_on, safe_on
    from moved
    union all by name
    select
        was.request_id,
        further.label as clock,
        was.due_on    as old_due_on,
        further.due_on,
        was.safe_on   as old_safe_on,
        further.safe_on
    from clocks_before as was
    join derived.further_clocks(null) as further on further.request_id = was.request_id and further.clock = was.clock
)

select
    snapshot.number,
    dated.* exclude (request_id),
    coalesce(dated.due_on - dated.old_due_on, 0) as days
from dated
join store.snapshot as snapshot using (request_id)
where snapshot.is_open = 1
    and snapshot.request_id not in (from derived.hidden_from(null))
    and (dated.due_on is distinct from dated.old_due_on or dated.safe_on is distinct from dated.old_safe_on)
order by days = 0, dated.due_on, snapshot.number, dated.clock
