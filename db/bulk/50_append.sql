-- The events join the ledger, and the snapshot follows.
insert into store.event by name
select
    linked.* exclude (step),
    $recorded_at::timestamp as recorded_at,
    $recorded_by::varchar   as recorded_by,
    staged.* exclude (row_no, step, irregular, in_place_of)
from staged_event as staged
join bulk_linked as linked on linked.event_id = $first_event_id::bigint + staged.row_no * $steps::bigint + staged.step
order by linked.event_id;

delete from store.snapshot
where request_id in (select request_id from acting);

delete from store.import_row
where request_id in (select request_id from staged_request where row_sha256 is not null);

insert into store.import_row
select request_id, row_sha256
from staged_request
where row_sha256 is not null;
