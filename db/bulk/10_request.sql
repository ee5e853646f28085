-- New requests get their ids and numbers; bulk_number holds the first number of each track and year.
update staged_request
set request_id = $first_request_id::bigint + row_no
where request_id is null;

insert into store.request
select
    request_id,
    number,
    source,
    coalesce(source_id, number)
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

delete from acting;

insert into acting
select request_id, date '9999-12-31'
from staged_request;
