-- What reminders need: their names, where desks are written to, what was mailed, and who may read a calendar.

create table store.reminder (
    reminder     varchar primary key,
    label        varchar not null,
    glyph        varchar not null,
    place        integer not null,
    meaning      varchar not null
);

alter table store.desk add column email varchar;

-- One row per recipient and day. 'sending' is claimed before the server is asked: a run that ends between the two leaves it.
create table store.mailing (
    recipient    varchar not null,
    on_date      date not null,
    status       varchar not null check (status in ('sending', 'sent', 'failed', 'refused')),
    tried_at     timestamp not null,
    answer       varchar,
    primary key (recipient, on_date)
);

-- Calendars that a program may subscribe to: of their maker's requests, or where desk_id is given of that desk's.
-- The token itself is not kept.
create table store.feed (
    feed_id      bigint primary key,
    token_sha256 varchar not null unique,
    person_id    integer not null,
    desk_id      integer,
    made_at      timestamp not null,
    made_by      varchar not null
);
