-- What the derived tables were built from. The tables themselves are made by db/derived/kept, and can be thrown away and
-- rebuilt at any time.

create table store.derived_state (
    name         varchar primary key,
    fingerprint  varchar not null
);
