-- New requests get their ids and numbers; bulk_number holds the first number of each track and year, and how many.
create or replace temp table bulk_number as
select
    wanted.track,
    wanted.year,
    coalesce(counter.last, 0) + 1 as first,
    wanted.numbers
from (
    select track, year(received_on)::integer as year, count(*)::integer as numbers
    from staged_request
    where request_id is null
    group by all
) as wanted
left join store.counter using (track, year)
order by all;

update staged_request
set request_id = $first_request_id::bigint + row_no
where request_id is null;

create or replace temp table bulk_request as
select
    request_id,
    number,
    source,
    coalesce(source_id, number) as source_id
from (
    select
        staged.request_id,
        staged.source,
        staged.source_id,
        if(staged.track = 'records', 'PRA-', 'API-') || bulk_number.year || '-' || lpad(
            (first + row_number() over (partition by staged.track, bulk_number.year order by received_on, row_no) - 1)::varchar, 6, '0'
        ) as number
    from staged_request as staged
    join bulk_number on bulk_number.track = staged.track and bulk_number.year = year(received_on)
    where staged.request_id not in (select request_id from store.request)
)
order by request_id;

create or replace temp table acting as
select request_id, date '9999-12-31' as on_date
from staged_request;
