-- The snapshot takes the new dates.
update store.snapshot as snapshot
set
    clock_from_on      = moved.clock_from_on,
    due_on             = moved.due_on,
    original_due_on    = moved.original_due_on,
    safe_on            = moved.safe_on,
    extension_cap_on   = moved.extension_cap_on,
    extension_limit_on = moved.extension_limit_on
from moved
where moved.request_id = snapshot.request_id
