-- One row per day from which time is counted: the dates that follow under the rule set in force for that day of receipt.
-- That day is day 0 (CCP 12); only the last day rolls (CCP 12a, 12b); the extension counts from receipt.
drop table if exists store.deadline;

create table store.deadline (
    received_on        date primary key,
    rule_set           varchar not null,
    waiting_pauses     boolean not null,
    raw_due_on         date not null,
    due_on             date not null,
    safe_on            date not null,
    extension_cap_on   date not null,
    extension_limit_on date not null
);
