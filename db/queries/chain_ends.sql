-- One row per request, by number: the hash of its newest entry.
select request.number, arg_max(event.hash, event.event_id) as hash
from store.event as event
join store.request as request using (request_id)
group by request.number
order by request.number
