-- One row per row of the file: what becomes of it. The first good row of an identifier counts, the others are repeated.
create or replace temp table import_fate as
with

told as (
    select row_no, identifier, row_sha256
    from import_row
    where reason is null
),

repeated as (
    select identifier, min(row_no) as first_row_no
    from told
    group by identifier
    having count(*) > 1
),

-- An import that was undone voided its requests itself: their rows may come again.
undone as (
    select distinct request_id
    from store.event
    where kind = 'voided' and ends_with(recorded_by, $mark)
),

judged as (
    select
        told.row_no,
        told.row_sha256,
        request.request_id,
        case
            when told.row_no > first_row_no then 'repeated identifier'
            when request.request_id is null then 'added'
            when snapshot.status = 'voided' and undone.request_id is not null then 'added'
            when import_row.sha256 is not distinct from told.row_sha256 then 'unchanged'
            when snapshot.status = 'voided' then 'voided here'
            else 'changed'
        end as fate
    from told
    left join repeated using (identifier)
    left join store.request as request on request.source = $source and request.source_id = told.identifier
    left join store.import_row as import_row on import_row.request_id = request.request_id
    left join store.snapshot as snapshot on snapshot.request_id = request.request_id
    left join undone on undone.request_id = request.request_id
)

select
    row_no,
    request_id,
    row_sha256,
    if(fate in ('added', 'unchanged', 'changed'), fate, null) as fate,
    if(fate in ('added', 'unchanged', 'changed'), null, fate) as reason
from judged
union all
select
    row_no,
    null,
    null,
    null,
    reason
from import_row
where reason is not null
