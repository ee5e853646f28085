-- One row per open request whose due date the last recount moved, soonest first.
select
    snapshot.number,
    moved.old_due_on,
    moved.due_on,
    moved.due_on - moved.old_due_on as days
from moved
join store.snapshot as snapshot using (request_id)
where snapshot.is_open = 1
    and moved.due_on is distinct from moved.old_due_on
order by moved.due_on, snapshot.number
