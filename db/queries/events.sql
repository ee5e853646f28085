-- One row per event that happened by $as_of, in the order of requests and happenings, without words or people.
select
    request.number,
    event.*
from store.event as event
join store.request as request using (request_id)
where event.on_date <= $as_of
order by request.number, event.on_date, event.event_id
