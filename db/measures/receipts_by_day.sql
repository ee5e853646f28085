-- One row per civil day of the window: how many requests were received on it, and whether City Hall was open.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
)

select calendar.day, count(requests.request_id) as received, calendar.is_open
from store.calendar as calendar
left join requests on requests.received_on = calendar.day
where calendar.day between $received_from::date and least($received_until::date, $as_of::date)
group by calendar.day, calendar.is_open
order by calendar.day
