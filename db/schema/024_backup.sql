-- What came of each backup that was begun, for Settings to show.

-- One row per backup: file is what was made, error the sentence that says why none was; exactly one of the two is there.
-- started_by: whoever asked for it, or 'schedule'.
create table store.backup_run (
    run_id         bigint primary key,
    began_at       timestamp not null,
    started_by     varchar not null,
    folder         varchar not null,
    file           varchar,
    bytes          bigint,
    requests       bigint,
    missing_files  integer,
    seconds        decimal(10, 1) not null,
    verify_seconds decimal(10, 1),
    error          varchar
);
