-- The requests that this import added, so that it can be taken back.
insert into store.import_added (import_id, request_id)
select $import_id::bigint, staged.request_id
from staged_request as staged
join import_plan as plan using (row_no)
where plan.fate = 'added';
