-- Every request that an import added is voided, with the reason; the import is marked as taken back.
insert into staged_request by name
select
    row_number() over (order by request_id) as row_no, request_id, track, coalesce(received_on, $today) as received_on, request.source, request.source_id
from store.import_added
join store.request using (request_id)
join store.snapshot using (request_id)
where import_id = $import_id;

insert into staged_event by name
select row_no, 0 as step, 'voided' as kind, $today as on_date
from staged_request;

insert into staged_text
select row_no, 0, 'reason', $reason
from staged_request;

insert into store.import_undo values ($import_id, $now, $by)
