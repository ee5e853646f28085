-- One row per import that took something, newest first: its counts, whether it was taken back, and what keeps it from being so.
with

touched as (
    select
        added.import_id,
        count(*)             as requests_touched,
        min(if(snapshot.request_id in (from derived.hidden_from(null)), null, snapshot.number)) as first_touched
    from store.import_added as added
    join store.import_run as run using (import_id)
    join store.snapshot as snapshot using (request_id)
    where snapshot.last_event_id > run.last_event_id
    group by added.import_id
),

counted as (
    select import_id, count(*) as requests_added
    from store.import_added
    group by import_id
)

select
    run.*,
    undo.undone_at,
    undo.undone_by,
    coalesce(requests_added, 0)::bigint   as requests_added,
    if(undone_at is null, coalesce(requests_touched, 0), 0)::bigint as requests_touched,
    if(undone_at is null, first_touched, null) as first_touched
from store.import_run as run
left join store.import_undo as undo using (import_id)
left join counted using (import_id)
left join touched using (import_id)
order by run.imported_at desc, run.import_id desc
