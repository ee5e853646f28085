-- The ledger. Facts only, appended and never changed: what was asked and what happened.

-- One row per request. No status, no deadline: those are derived.
create table store.request (
    request_id   bigint primary key,
    number       varchar not null unique,
    source       varchar not null,
    source_id    varchar not null,
    unique (source, source_id)
);

-- One row per thing that happened. on_date is the city's civil day; times are UTC.
-- A correction supersedes an entry and stands in_place_of the first of its line: within its day it keeps that one's place.
-- event_id is unique without a key: ids are made by the one writer, the audit repeated_ids proves it, and an index of
-- millions of keys doubled the cost of every commit.
create table store.event (
    event_id               bigint not null,
    request_id             bigint not null,
    kind                   varchar not null,
    on_date                date not null,
    happened_at            timestamp,
    recorded_at            timestamp not null,
    recorded_by            varchar not null,
    supersedes             bigint,
    in_place_of            bigint,
    irregular              varchar,
    track                  varchar,
    channel                varchar,
    complexity             varchar,
    dataset_id             varchar,
    format                 varchar,
    needed_by_on           date,
    is_personal            boolean,
    is_infrastructure      boolean,
    stated_due_on          date,
    desk_id                integer,
    person_id              integer,
    outcome                varchar,
    reason_code            varchar,
    review                 varchar,
    extended_to_on         date,
    promised_on            date,
    amount                 decimal(12, 2),
    endpoint               varchar,
    key_reference          varchar,
    terms_version          varchar,
    related_request_id     bigint,
    detail_sha256          varchar,
    text_sha256            varchar,
    hash                   varchar not null
);

-- Repeated details of an event.
create table store.event_exemption (
    event_id     bigint not null,
    request_id   bigint not null,
    section      varchar not null,
    primary key (event_id, section)
);

create table store.event_official (
    event_id     bigint not null,
    request_id   bigint not null,
    name         varchar not null,
    title        varchar not null,
    primary key (event_id, name)
);

create table store.fee_line (
    event_id     bigint not null,
    request_id   bigint not null,
    line_no      integer not null,
    fee_kind     varchar not null,
    amount       decimal(12, 2) not null,
    primary key (event_id, line_no)
);

-- Files that came with a request or were released; kept by their digest beside the store, their names in request_text.
create table store.event_file (
    event_id     bigint not null,
    request_id   bigint not null,
    file_no      integer not null,
    sha256       varchar not null,
    bytes        bigint not null,
    media_type   varchar not null,
    pages        integer,
    primary key (event_id, file_no)
);

-- Personal data and free text, apart from the ledger so that they can be sealed:
-- the ledger keeps their SHA-256 and nothing else of them.
create table store.requester (
    event_id     bigint primary key,
    request_id   bigint not null,
    name         varchar,
    organization varchar,
    email        varchar,
    phone        varchar,
    sha256       varchar not null
);

create table store.request_text (
    event_id     bigint not null,
    request_id   bigint not null,
    part         varchar not null,
    body         varchar,
    sha256       varchar not null
);

create table store.letter_text (
    event_id     bigint primary key,
    request_id   bigint not null,
    letter       varchar not null,
    body         varchar,
    sha256       varchar not null
);

-- The last number given, per track and receipt year.
create table store.counter (
    track        varchar not null,
    year         integer not null,
    last         integer not null,
    primary key (track, year)
);

-- A form that was sent: the same token again gives the same answer, not a second row.
create table store.submission (
    token        varchar primary key,
    request_id   bigint not null,
    event_id     bigint not null
);

-- What an import last read for a request, so that reading the same row again changes nothing.
create table store.import_row (
    request_id   bigint primary key,
    sha256       varchar not null
);
