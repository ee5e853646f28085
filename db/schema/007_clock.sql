-- The clock in depth: rule sets of any unit, further clocks, when the city counts a receipt after hours.

-- A reference table holds nothing of its own: it is made anew and refilled.
drop table store.rule_set;

create table store.rule_set (
    rule_set           varchar primary key,
    effective_from     date not null,
    unit               varchar not null,
    determination_days integer not null,
    extension_days     integer not null,
    roll               varchar not null,
    reasons            varchar not null,
    waiting_pauses     boolean not null,
    is_enabled         boolean not null,
    citation           varchar not null,
    checked_on         date not null,
    mark               varchar not null
);

-- Further periods that a request may run beside the one for its determination.
create table store.clock (
    clock          varchar primary key,
    label          varchar not null,
    unit           varchar not null,
    days           integer not null,
    roll           varchar not null,
    extension_days integer,
    met_by         varchar not null,
    citation       varchar not null,
    checked_on     date not null,
    mark           varchar not null
);

alter table store.event add column clock varchar;

-- From which day of receipt the city counts what arrives after hours from the next day City Hall is open.
create table store.receipt_policy (
    effective_from   date primary key,
    after_hours      varchar not null check (after_hours in ('actual', 'next_open_day')),
    closes_at        time not null,
    friday_closes_at time not null
);

insert into store.receipt_policy values (date '1990-01-01', 'actual', time '18:00', time '17:00');
