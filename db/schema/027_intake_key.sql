-- Who may log requests from outside by HTTP: a key for each web form, which requests of it go to desk_id where one is given.
-- The key itself is not kept.
create table store.intake_key (
    key_id       bigint primary key,
    name         varchar not null unique,
    key_sha256   varchar not null unique,
    desk_id      integer,
    made_at      timestamp not null,
    made_by      varchar not null
);
