-- One row per request whose dates are others than its snapshot says: the new ones, and the due date and safe target it had.
create or replace temp table moved as
with

facts as (
    select request_id, received_on, received_at, has_clock, extended_to_on, paused_days
    from store.snapshot
)

select
    dated.*,
    snapshot.due_on as old_due_on,
    snapshot.safe_on as old_safe_on
from derived.due_dates('facts') as dated
join store.snapshot as snapshot using (request_id)
where snapshot.clock_from_on is distinct from dated.clock_from_on
    or snapshot.due_on is distinct from dated.due_on
    or snapshot.original_due_on is distinct from dated.original_due_on
    or snapshot.safe_on is distinct from dated.safe_on
    or snapshot.extension_cap_on is distinct from dated.extension_cap_on
    or snapshot.extension_limit_on is distinct from dated.extension_limit_on
