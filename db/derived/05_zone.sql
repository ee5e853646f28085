-- One value: the city's time zone as Settings has it, Oxnard's where nobody has set another.
create or replace macro derived.zone() as (
    select coalesce(max(value), 'America/Los_Angeles') from store.setting where name = 'time_zone'
);
