-- The events join the ledger, and the snapshot follows.
insert into store.event by name
select bulk_event.* exclude (place, event_text), hash
from bulk_event
join bulk_hash using (event_id)
order by event_id;

delete from store.snapshot
where request_id in (select request_id from acting);

delete from store.import_row
where request_id in (select request_id from staged_request where row_sha256 is not null);

insert into store.import_row
select request_id, row_sha256
from staged_request
where row_sha256 is not null;
