-- The rules, as tables. Refilled from db/reference/*.csv whenever those files change; nobody edits them by hand.

create table store.status (
    status       varchar primary key,
    label        varchar not null,
    is_open      boolean not null,
    glyph        varchar not null,
    meaning      varchar not null
);

create table store.event_kind (
    kind         varchar primary key,
    label        varchar not null,
    act          varchar,
    track        varchar,
    allowed_from varchar,
    to_status    varchar,
    moves_from   varchar,
    begins       varchar,
    ends         varchar,
    milestone    varchar,
    roles        varchar,
    requires     varchar,
    optional     varchar,
    outcome_list varchar,
    likely       integer,
    meaning      varchar not null
);

create table store.field (
    field        varchar primary key,
    label        varchar not null,
    input        varchar not null,
    kept_in      varchar not null,
    choices      varchar,
    help         varchar
);

create table store.choice (
    list         varchar not null,
    code         varchar not null,
    label        varchar not null,
    track        varchar,
    place        integer not null,
    meaning      varchar,
    primary key (list, code)
);

create table store.judicial_holiday (
    name         varchar not null,
    month        integer not null,
    day          integer,
    weekday      integer,
    nth          integer,
    offset_days  integer not null,
    from_year    integer not null,
    to_year      integer not null,
    verified_from_year integer not null,
    city_open    boolean not null,
    citation     varchar not null,
    checked_on   date not null,
    mark         varchar not null,
    primary key (name, from_year)
);

create table store.rule_set (
    rule_set           varchar primary key,
    effective_from     date not null,
    determination_days integer not null,
    extension_days     integer not null,
    citation           varchar not null,
    checked_on         date not null,
    mark               varchar not null
);

create table store.extension_reason (
    reason_code    varchar primary key,
    label          varchar not null,
    effective_from date not null,
    citation       varchar not null,
    checked_on     date not null,
    mark           varchar not null
);

create table store.exemption (
    section        varchar primary key,
    title          varchar not null,
    former_section varchar,
    is_exemption   boolean not null,
    citation       varchar not null,
    checked_on     date not null,
    mark           varchar not null
);

create table store.fee_kind (
    fee_kind       varchar primary key,
    label          varchar not null,
    is_lawful      boolean not null,
    sentence       varchar not null,
    citation       varchar not null,
    checked_on     date not null,
    mark           varchar not null
);
