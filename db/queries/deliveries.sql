-- One row per standing delivery of one request by $as_of: an access, a published dataset or a release.
select event_id, kind, on_date, key_reference, dataset_id
from derived.access_entries($request_id, $as_of)
where kind in ('access_granted', 'dataset_published', 'released')
order by on_date, event_id
