-- One row per civil day of the window: how many requests were received on it, and whether City Hall was open. Without a first
-- day the log's first one is the first.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
)

select calendar.day, count(requests.request_id) as received, calendar.is_open
from store.calendar as calendar
left join requests on requests.received_on = calendar.day
where calendar.day between if($received_from::date > date '1990-01-01', $received_from::date, (select min(received_on) from requests))
    and least($received_until::date, $as_of::date)
group by calendar.day, calendar.is_open
order by calendar.day
