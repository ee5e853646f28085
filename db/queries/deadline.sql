-- One row: the dates that follow from what one request's entries say of its receipt, its extension and its waits.
with

facts as (
    select
        $received_on::date      as received_on,
        $received_at::timestamp as received_at,
        $has_clock::boolean     as has_clock,
        $extended_to_on::date   as extended_to_on,
        $paused_days::integer   as paused_days
)

select clock_from_on, due_on, original_due_on, safe_on, extension_cap_on, extension_limit_on
from derived.due_dates('facts')
