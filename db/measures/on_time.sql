-- One row per group: determinations against the due date. Of requests with a statutory clock, of known receipt.
-- n_due: those whose due date has come, split into n_on_time, n_late and n_open_late; young ones are n_early and n_open_early,
-- n_gone were closed undetermined before their due date. The shares are of n_due alone; flattering_share is how some count.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
)

from derived.punctuality('requests', $as_of, $by)
order by "group"
