-- The steps of escalation when accesses are misused: which action comes next for a holder with so many upheld reports before.
create table store.misuse_step (
    step          integer primary key,
    action        varchar not null unique,
    upheld_before integer not null unique,
    meaning       varchar not null
);
