-- What the city itself decides. Edited in Settings; every change leaves a row in setting_change.

create table store.desk (
    desk_id      integer primary key,
    name         varchar not null unique,
    is_active    boolean not null
);

create table store.person (
    person_id    integer primary key,
    sign_in      varchar not null unique,
    name         varchar not null,
    title        varchar,
    role         varchar not null check (role in ('viewer', 'staff', 'official', 'manager', 'administrator', 'auditor')),
    desk_id      integer,
    is_active    boolean not null
);

-- City Hall closed for the whole of the day. every_days null: each day from first_on to last_on;
-- 14: every second week from first_on, such as alternating Fridays.
create table store.closure (
    closure_id   integer primary key,
    label        varchar not null,
    first_on     date not null,
    last_on      date not null,
    every_days   integer
);

create table store.setting (
    name         varchar primary key,
    value        varchar not null
);

create table store.setting_change (
    change_id    bigint primary key,
    changed_at   timestamp not null,
    changed_by   varchar not null,
    what         varchar not null,
    old_value    varchar,
    new_value    varchar
);
