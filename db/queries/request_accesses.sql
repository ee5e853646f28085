-- One row per access and published dataset of one request by $as_of: the entry that stands, its key, its state.
select event_id, kind, key_reference, dataset_id, ends_on, state
from derived.accesses($request_id, $as_of)
order by since_on, access_id
