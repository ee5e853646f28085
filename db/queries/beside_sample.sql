-- One row per request beside the sample city's that somebody logged and that is not voided, oldest first; number: null where $reader may not see it.
select if(request.request_id in (from derived.hidden_from($reader)), null, request.number) as number
from store.request as request
join store.snapshot as snapshot using (request_id)
where request.source <> 'demo' and snapshot.status <> 'voided'
order by request.request_id
