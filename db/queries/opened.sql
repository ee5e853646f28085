-- One row per request of $request_ids that $reader may see, in no order: where it stands.
with

asked as (
    select request_id
    from store.snapshot
    where request_id in (select unnest($request_ids::bigint[]))
        and request_id not in (from derived.hidden_from($reader))
)

select snapshot.request_id, snapshot.number, worded.summary, status.status as status_code, status.label as status, status.glyph, desk.name as desk
from asked
join store.snapshot as snapshot on snapshot.request_id = asked.request_id
join store.status as status on status.status = snapshot.status
left join store.desk as desk on desk.desk_id = snapshot.desk_id
left join derived.summaries('asked') as worded on worded.request_id = asked.request_id
