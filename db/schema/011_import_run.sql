-- What was imported, so that a whole import can be taken back.

-- One row per import that took something. last_event_id: the newest entry of the log when it was done.
create table store.import_run (
    import_id      bigint primary key,
    source         varchar not null,
    file_sha256    varchar not null,
    imported_at    timestamp not null,
    imported_by    varchar not null,
    rows_read      bigint not null,
    rows_added     bigint not null,
    rows_changed   bigint not null,
    rows_unchanged bigint not null,
    rows_rejected  bigint not null,
    last_event_id  bigint not null
);

-- One row per request that an import added.
create table store.import_added (
    import_id      bigint not null,
    request_id     bigint not null
);

-- One row per import that was taken back.
create table store.import_undo (
    import_id      bigint primary key,
    undone_at      timestamp not null,
    undone_by      varchar not null
);

-- The city's own mappings, by name, as a mapping file writes them; a change leaves a row in setting_change.
create table store.saved_mapping (
    name           varchar primary key,
    body           varchar not null
);
