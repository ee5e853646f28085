-- One row per group: working days from receipt to closing, both ends counted; no weekends, judicial holidays, closures.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

spans as (
    from derived.spans('requests', $as_of, $by, 'receipt', 'closing', 'working')
)

from derived.spread('spans')
order by "group"
