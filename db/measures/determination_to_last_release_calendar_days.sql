-- One row per group: calendar days from the determination to the last release so far. Of determined requests.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

spans as (
    from derived.spans('requests', $as_of, $by, 'determination', 'last_release', 'calendar')
)

from derived.spread('spans')
order by "group"
