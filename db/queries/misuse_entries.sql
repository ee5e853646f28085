-- One row per standing entry of one report of misuse, in order: what was done, with its words. For the register's page alone.
select
    entry.event_id,
    entry.kind,
    entry.on_date,
    entry.outcome,
    entry.recorded_by,
    string_agg(told.body, chr(10) order by told.part) as words
from derived.access_entries($request_id, $as_of) as entry
left join store.request_text as told on told.event_id = entry.event_id and told.request_id = $request_id
where entry.kind in ('misuse_reported', 'misuse_triaged', 'misuse_evidence_noted', 'misuse_decided', 'misuse_closed')
    and (
        entry.entry_id = $report_id
        or entry.about_id = $report_id
        or (
            entry.about_id is null
            and entry.kind <> 'misuse_reported'
            and $report_id = (
                select max(report.report_id)
                from derived.misuse_reports($request_id, $as_of) as report
                where report.report_id < entry.entry_id
            )
        )
    )
group by all
order by entry.on_date, entry.event_id
