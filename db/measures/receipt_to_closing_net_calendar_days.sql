-- One row per group: calendar days from receipt to closing less those waited on the requester. Not a statutory measure.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

spans as (
    from derived.spans('requests', $as_of, $by, 'receipt', 'closing', 'net')
)

from derived.spread('spans')
order by "group"
