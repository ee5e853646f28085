-- One row per request beside the sample city's that somebody logged and that is not voided, oldest first.
select request.number
from store.request as request
join store.snapshot as snapshot using (request_id)
where request.source <> 'demo' and snapshot.status <> 'voided'
order by request.request_id
