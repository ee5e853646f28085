-- One row per group and scope: working days from receipt to closing, the next working day being day 1, of all processed
-- requests and of those in which information was granted (the federal annual report's VII.A and VII.B).
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

granted as (
    from requests
    where coalesce(determination, closing_outcome) in ('granted', 'partly_granted') or outcome in ('dataset_published', 'access_granted')
),

all_spans as (
    from derived.spans('requests', $as_of, $by, 'receipt', 'closing', 'after')
),

granted_spans as (
    from derived.spans('granted', $as_of, $by, 'receipt', 'closing', 'after')
),

scoped as (
    select 'all processed' as scope, * from derived.spread('all_spans')
    union all
    select 'information granted' as scope, * from derived.spread('granted_spans')
)

select
    "group",
    scope,
    n_closed,
    n_open,
    median_days,
    mean_days,
    min_days as lowest_days,
    max_days as highest_days
from scoped
order by "group", scope
