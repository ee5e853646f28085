-- How many years a request is kept after its last entry; where the city decided nothing, the least that Gov. Code 34090 allows.
create or replace macro derived.retention_years() as (
    select coalesce(max(value)::integer, 2) from store.setting where name = 'retention_years'
);
