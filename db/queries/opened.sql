-- One row per request of $request_ids that $reader may see, in no order: where it stands.
with

worded as (
    select
        request_id,
        coalesce(
            arg_max(if(part = 'summary', body, null), event_id),
            left(arg_max(if(part = 'verbatim', body, null), event_id), 160)
        ) as summary
    from store.request_text
    where request_id in (select unnest($request_ids::bigint[])) and part in ('summary', 'verbatim')
    group by request_id
)

select snapshot.request_id, snapshot.number, worded.summary, status.status as status_code, status.label as status, status.glyph, desk.name as desk
from store.snapshot as snapshot
join store.status as status on status.status = snapshot.status
left join store.desk as desk on desk.desk_id = snapshot.desk_id
left join worded on worded.request_id = snapshot.request_id
where snapshot.request_id in (select unnest($request_ids::bigint[]))
    and snapshot.request_id not in (from derived.hidden_from($reader))
