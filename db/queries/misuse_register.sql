-- One row per report of misuse of one page of the register, open ones first, then newest first; total is how many $state leaves (not
-- closed, one state, or null for all): what it is about, how far it is, the holder's earlier upheld reports with the step that comes
-- next. No words; voided requests are left out.
with

register as (
    select
        history.*,
        snapshot.number,
        case when history.closed_on is not null then 'closed' when history.action is not null then 'decided' else 'open' end as state
    from derived.misuse_history($today, $reader) as history
    join store.snapshot as snapshot using (request_id)
    where snapshot.status <> 'voided' and request_id not in (from derived.hidden_from($reader))
),

found as materialized (
    select *
    from register
    where case coalesce($state, 'all')
            when 'all' then true
            when 'not closed' then state <> 'closed'
            else state = $state
        end
)

select
    found.number,
    found.report_id,
    found.event_id,
    found.request_id,
    found.reported_on,
    found.about_kind,
    found.about_on,
    found.dataset_id,
    found.key_reference,
    found.triage,
    found.n_evidence,
    found.action,
    found.decided_on,
    found.closed_on,
    found.state,
    found.upheld_before,
    found.upheld_numbers,
    found.next_action,
    found.is_lesser,
    exists (
        from store.request_text as told
        where told.event_id = found.decided_id and told.request_id = found.request_id and told.part = 'step_reason'
    ) as has_step_reason,
    (select count(*) from found) as total
from found
order by found.closed_on is not null, found.reported_on desc, found.report_id desc
limit $page_size offset $page_size * ($page - 1)
