-- What each staged event will say, and what is to be linked into its chain.
-- A date before receipt is kept and marked, not refused. A correction stands in the place of the first of its line.
create or replace temp table bulk_event as
with

entry as (
    select
        $first_event_id::bigint + staged.row_no * $steps::bigint + staged.step as event_id,
        staged_request.request_id,
        staged.step,
        $recorded_at::timestamp as recorded_at,
        $recorded_by::varchar   as recorded_by,
        staged.* exclude (row_no, step) replace (
            coalesce(staged.irregular, if(staged.on_date < staged_request.received_on, 'chronology', null)) as irregular,
            coalesce(earlier.in_place_of, staged.supersedes) as in_place_of,
            $first_event_id::bigint + staged.row_no * $steps::bigint + staged.about_event_id as about_event_id,
            related.request_id as related_request_id
        ),
        detail_sha256,
        text_sha256
    from staged_event as staged
    join staged_request using (row_no)
    left join staged_request as related on related.row_no = staged.related_request_id
    left join (
        select event_id, in_place_of
        from store.event
        where event_id in (select supersedes from staged_event where supersedes is not null)
    ) as earlier on earlier.event_id = staged.supersedes
    left join derived.detail_digest('bulk_exemption', 'bulk_official', 'bulk_fee', 'bulk_file') as details
        on details.event_id = $first_event_id::bigint + staged.row_no * $steps::bigint + staged.step
    left join derived.text_digest('bulk_text', 'bulk_requester', 'bulk_letter') as texts
        on texts.event_id = $first_event_id::bigint + staged.row_no * $steps::bigint + staged.step
)

from derived.with_text('entry')
order by event_id;

-- Where each chain stands: at the snapshot's last hash, or at the request itself.
create or replace temp table bulk_head as
select request_id, hash
from store.snapshot
where request_id in (select request_id from acting)
union all
select request_id, derived.chain_seed(request_id, number, source, source_id)
from bulk_request;

create or replace temp table bulk_linked (event_id bigint, request_id bigint, step integer, hash varchar);
