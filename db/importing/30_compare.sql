-- One row per row of the file: what becomes of it. The first good row of an identifier counts, the others are repeated.
create or replace temp table import_fate as
with

told as (
    select
        row_no,
        identifier,
        received_on,
        row_sha256,
        coalesce(status, 'closed') = 'closed' and coalesce(closed_on < received_on, false) as is_negative,
        received_on is null as is_undated,
        vague is not null   as is_vague
    from import_row
    where reason is null
),

-- Short digests find the few that may be repeated: grouping a million identifiers by themselves takes twice as long.
repeated as (
    select identifier, min(row_no) as first_row_no
    from told
    where hash(identifier) in (select hash(identifier) from told group by all having count(*) > 1)
    group by identifier
    having count(*) > 1
),

-- An import that was undone voided its requests itself: their rows may come again.
undone as (
    select distinct request_id
    from store.event
    where kind = 'voided'
        and ends_with(recorded_by, $mark)
        and event_id not in (select supersedes from store.event where supersedes is not null)
),

-- A row with another day of receipt and other words than the request that has its identifier here is another request.
other as (
    select told.row_no
    from told
    join store.request as request on request.source = $source and request.source_id = told.identifier
    join store.import_row as import_row on import_row.request_id = request.request_id and import_row.sha256 <> told.row_sha256
    join store.snapshot as snapshot on snapshot.request_id = request.request_id and snapshot.received_on <> told.received_on
    join import_cell as cell on cell.row_no = told.row_no and cell.verbatim is not null
    join store.request_text as words on words.request_id = request.request_id and words.part = 'verbatim' and words.body is not null
    group by told.row_no
    having not bool_or(words.body = cell.verbatim)
),

judged as (
    select
        told.row_no,
        told.row_sha256,
        told.is_negative,
        told.is_undated,
        told.is_vague,
        request.request_id,
        case
            when told.row_no > first_row_no then 'repeated identifier'
            when request.request_id is null then 'added'
            when snapshot.sealed_on is not null and import_row.sha256 is distinct from told.row_sha256 then 'sealed here'
            when snapshot.sealed_on is null and snapshot.status = 'voided' and undone.request_id is not null then 'added'
            when import_row.sha256 is not distinct from told.row_sha256 then 'unchanged'
            when snapshot.status = 'voided' then 'voided here'
            when other.row_no is not null then 'identifier of another request'
            else 'changed'
        end as fate
    from told
    left join repeated using (identifier)
    left join store.request as request on request.source = $source and request.source_id = told.identifier
    left join store.import_row as import_row on import_row.request_id = request.request_id
    left join store.snapshot as snapshot on snapshot.request_id = request.request_id
    left join undone on undone.request_id = request.request_id
    left join other on other.row_no = told.row_no
)

select
    row_no,
    request_id,
    row_sha256,
    if(fate in ('added', 'unchanged', 'changed'), fate, null) as fate,
    if(fate in ('added', 'unchanged', 'changed'), null, fate) as reason,
    is_negative,
    is_undated,
    is_vague
from judged
union all
select
    row_no,
    null,
    null,
    null,
    reason,
    false,
    false,
    false
from import_row
where reason is not null
