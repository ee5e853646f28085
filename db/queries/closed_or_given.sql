-- One row per standing, regular entry of a request that closed it or gave something out, all rounds, oldest first.
select *
from derived.standing_of($request_id, null, date '9999-12-31')
where kind in ('released', 'access_granted', 'dataset_published', 'closed') and irregular is null
order by on_date, place_id
