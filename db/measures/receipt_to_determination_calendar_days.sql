-- One row per group: calendar days from receipt to determination, receipt being day 0. The statutory measure.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

spans as (
    from derived.spans('requests', $as_of, $by, 'receipt', 'determination', 'calendar')
)

from derived.spread('spans')
order by "group"
