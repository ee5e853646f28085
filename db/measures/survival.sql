-- One row per group and day after $from_point: the share still on the way to $to_point, with its band, and how it ended.
-- still_open, low, high: Kaplan-Meier with its 95 % band (Greenwood, log-log), withdrawn requests censored.
-- reached_share, withdrawn_share: Aalen-Johansen, where withdrawing competes with getting there.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

spans as (
    from derived.spans('requests', $as_of, $by, $from_point, $to_point, $day_type)
)

from derived.survival('spans')
order by "group", days
