-- One row per day from 1990 to 2060: does it count as a holiday when time is computed, is City Hall open, and why.
-- business_no counts the days that are no holiday, up to and with this one.
drop table if exists store.calendar;

create table store.calendar (
    day          date primary key,
    is_holiday   boolean not null,
    is_open      boolean not null,
    reason       varchar,
    citation     varchar,
    mark         varchar,
    rolls_to_on  date not null,
    open_by_on   date not null,
    opens_on     date not null,
    business_no  integer not null
);
