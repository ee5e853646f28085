-- Kept results of db/derived/kept/*.sql. They can be thrown away and rebuilt at any time.

create table store.derived_state (
    name         varchar primary key,
    fingerprint  varchar not null
);

-- One row per day: does it count, why not, and where a period ending on it rolls to.
create table store.calendar (
    day          date primary key,
    is_holiday   boolean not null,
    is_open      boolean not null,
    reason       varchar,
    citation     varchar,
    mark         varchar,
    rolls_to_on  date not null,
    open_by_on   date not null
);

-- One row per day of receipt: the dates that follow from it.
create table store.deadline (
    received_on        date primary key,
    rule_set           varchar not null,
    raw_due_on         date not null,
    due_on             date not null,
    safe_on            date not null,
    extension_cap_on   date not null,
    extension_limit_on date not null
);

-- One row per request: where it stands. Equal to derived.projection over the whole ledger.
-- is_open is 1 or 0: of integers the engine knows which blocks hold none, of booleans it does not.
create table store.snapshot (
    request_id          bigint primary key,
    number              varchar not null,
    source              varchar not null,
    track               varchar not null,
    status              varchar not null,
    is_open             tinyint not null,
    desk_id             integer,
    person_id           integer,
    channel             varchar,
    complexity          varchar,
    received_on         date,
    due_on              date,
    original_due_on     date,
    safe_on             date,
    extension_cap_on    date,
    extension_limit_on  date,
    stated_due_on       date,
    extended_to_on      date,
    extension_reason    varchar,
    acknowledged_on     date,
    first_determined_on date,
    determined_on       date,
    determination       varchar,
    first_promised_on   date,
    promised_on         date,
    first_released_on   date,
    last_released_on    date,
    closed_on           date,
    closing_outcome     varchar,
    round               integer not null,
    waiting_since_on    date,
    waiting_days        integer not null,
    hand_offs           integer not null,
    charged             decimal(12, 2) not null,
    paid                decimal(12, 2) not null,
    waived              decimal(12, 2) not null,
    refunded            decimal(12, 2) not null,
    balance             decimal(12, 2) not null,
    irregular_events    integer not null,
    is_negative         boolean not null,
    first_on            date not null,
    last_on             date not null,
    events              integer not null,
    last_event_id       bigint not null,
    hash                varchar not null
);
