-- One row per report of misuse by $as_of, open ones first, then newest first: what it is about, how far it is, and the holder's
-- earlier upheld reports with the step that comes next. No words; voided requests are left out.
select
    request.number,
    history.report_id,
    history.event_id,
    history.request_id,
    history.reported_on,
    history.about_kind,
    history.about_on,
    history.dataset_id,
    history.key_reference,
    history.triage,
    history.n_evidence,
    history.action,
    history.decided_on,
    history.closed_on,
    case when history.closed_on is not null then 'closed' when history.action is not null then 'decided' else 'open' end as state,
    history.upheld_before,
    history.upheld_numbers,
    history.next_action,
    history.is_lesser,
    exists (
        from store.request_text as told
        where told.event_id = history.decided_id and told.request_id = history.request_id and told.part = 'step_reason'
    ) as has_step_reason
from derived.misuse_history($as_of) as history
join store.request as request using (request_id)
join store.snapshot as snapshot using (request_id)
where snapshot.status <> 'voided'
order by history.closed_on is not null, history.reported_on desc, history.report_id desc
