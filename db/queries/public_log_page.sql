-- One row per request of the public log as of $as_of that is asked for, by number, beginning after $after; $most at most. null asks for all.
from derived.public_log($as_of::date)
where ($number::varchar is null or number = $number)
    and ($after::varchar is null or number > $after)
    and ($track::varchar is null or track = $track)
    and ($channel::varchar is null or channel = $channel)
    and ($status::varchar is null or status = $status)
    and ($determination::varchar is null or determination = $determination)
    and ($closing_outcome::varchar is null or closing_outcome = $closing_outcome)
    and ($extension_reason::varchar is null or extension_reason = $extension_reason)
    and ($desk::varchar is null or desk = $desk)
    and ($received_from::date is null or received_on >= $received_from)
    and ($received_until::date is null or received_on <= $received_until)
    and ($closed_from::date is null or closed_on >= $closed_from)
    and ($closed_until::date is null or closed_on <= $closed_until)
order by number
limit $most
