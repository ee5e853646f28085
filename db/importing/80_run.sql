-- One row for this import, where it took something.
insert into store.import_run
select
    $import_id::bigint, $source, $file_sha256, $now, $by, $read::bigint, $added::bigint, $changed::bigint, $unchanged::bigint,
    $rejected::bigint, (select max(last_event_id) from store.snapshot)
where $added::bigint + $changed::bigint > 0;
