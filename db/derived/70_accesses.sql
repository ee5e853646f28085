-- One row per report of misuse by a day: what it is about, its triage, its decision, whether it is closed. A decision that names
-- no report belongs to the last one before it. decided_id is the entry that stands, decided_place_id its place within its day.
create or replace macro derived.misuse_reports(of_request, day) as table
with

delivery as (
    select *
    from derived.delivery_entries(of_request)
    where request_id in (
        select request_id from store.event where kind = 'misuse_reported' and (of_request is null or request_id = of_request)
    )
),

entry as (
    from derived.standing_deliveries('delivery', of_request, day)
),

report as (
    select entry_id, event_id, request_id, on_date, about_id, key_reference
    from entry
    where kind = 'misuse_reported'
),

later as (
    select
        coalesce(
            entry.about_id,
            (
                select max(report.entry_id)
                from report
                where report.request_id = entry.request_id and report.entry_id < entry.entry_id
            )
        ) as report_id,
        entry.kind,
        entry.outcome,
        entry.event_id,
        entry.on_date,
        entry.entry_id
    from entry
    where entry.kind in ('misuse_triaged', 'misuse_evidence_noted', 'misuse_decided', 'misuse_closed')
),

told as (
    select
        report_id,
        arg_max(if(kind = 'misuse_triaged', outcome, null), (on_date, entry_id))   as triage,
        count(if(kind = 'misuse_evidence_noted', 1, null))                         as n_evidence,
        arg_max(if(kind = 'misuse_decided', outcome, null), (on_date, entry_id))   as action,
        arg_max(if(kind = 'misuse_decided', on_date, null), (on_date, entry_id))   as decided_on,
        arg_max(if(kind = 'misuse_decided', event_id, null), (on_date, entry_id))  as decided_id,
        arg_max(if(kind = 'misuse_decided', entry_id, null), (on_date, entry_id))  as decided_place_id,
        max(if(kind = 'misuse_closed', on_date, null))                             as closed_on
    from later
    group by report_id
)

select
    report.entry_id                                               as report_id,
    report.event_id,
    report.request_id,
    report.on_date                                                as reported_on,
    about.kind                                                    as about_kind,
    about.entry_id                                                as about_id,
    about.on_date                                                 as about_on,
    coalesce(report.key_reference, about.key_reference)           as key_reference,
    about.dataset_id,
    told.triage,
    coalesce(told.n_evidence, 0)                                  as n_evidence,
    told.action,
    told.decided_on,
    told.decided_id,
    told.decided_place_id,
    told.closed_on
from report
left join entry as about on about.entry_id = report.about_id and about.request_id = report.request_id
left join told on told.report_id = report.entry_id;

-- One row per report of misuse by a day, with the holder's earlier ones that were upheld and the step that comes next for them.
-- The same holder: the same e-mail address of the requester, or, where one of the two has none, the same key reference. A report
-- counts as upheld when its decision was any action; those of voided requests count nowhere.
create or replace macro derived.misuse_history(day, reader) as table
with

holder as (
    select
        event.request_id,
        arg_max(lower(trim(requester.email)), event.event_id) as email
    from store.event as event
    join store.requester as requester using (event_id)
    where event.kind = 'received'
        and event.request_id in (select request_id from store.event where kind = 'misuse_reported')
        and event.event_id not in (select supersedes from store.event where supersedes is not null)
    group by event.request_id
),

report as (
    select reports.*, nullif(holder.email, '') as email, lower(trim(reports.key_reference)) as key
    from derived.misuse_reports(null, day) as reports
    join store.snapshot as snapshot using (request_id)
    left join holder using (request_id)
    where snapshot.status <> 'voided'
),

earlier as (
    select
        report.report_id,
        count(*)                                                                                          as upheld_before,
        array_to_string(list_sort(list(
            distinct if(other.request_id in (from derived.hidden_from(reader)), 'restricted', request.number)
        )), ', ')                                                                                         as upheld_numbers
    from report
    join report as other
        on other.report_id <> report.report_id
        and other.action <> 'none'
        and (report.decided_on is null or (other.decided_on, other.decided_place_id) < (report.decided_on, report.decided_place_id))
        and (
            other.request_id = report.request_id
            or coalesce(other.email = report.email, other.key = report.key, false)
        )
    join store.request as request on request.request_id = other.request_id
    group by report.report_id
),

counted as (
    select report.*, coalesce(earlier.upheld_before, 0) as upheld_before, earlier.upheld_numbers
    from report
    left join earlier using (report_id)
)

select
    counted.*,
    next.step                           as next_step,
    next.action                         as next_action,
    coalesce(taken.step, 0)             as taken_step,
    counted.action is not null and counted.upheld_before > 0 and coalesce(taken.step, 0) < next.step as is_lesser
from counted
join store.misuse_step as next
    on next.upheld_before = (select max(step.upheld_before) from store.misuse_step as step where step.upheld_before <= counted.upheld_before)
left join store.misuse_step as taken on taken.action = counted.action;

-- One row per access that was granted and dataset that was published by a day (of one request, or null: of any): what it is, its
-- last end, its state. A renewal ends a suspension that was decided before it.
create or replace macro derived.accesses(of_request, day) as table
with

delivery as (
    select *
    from derived.delivery_entries(of_request)
    where kind in ('access_granted', 'dataset_published', 'access_renewed', 'access_deprecated', 'access_revoked')
),

entry as (
    from derived.standing_deliveries('delivery', of_request, day)
),

access as (
    select *
    from entry
    where kind in ('access_granted', 'dataset_published')
),

change as (
    select request_id, about_id, key_reference, kind, null as action, on_date, entry_id, expires_on
    from entry
    where kind in ('access_renewed', 'access_deprecated', 'access_revoked')
    union all
    select request_id, about_id, key_reference, 'misuse_decided', action, decided_on, decided_place_id, null
    from derived.misuse_reports(of_request, day)
    where action is not null
),

-- What names an access is about that one. What names a key alone is about every access with it, but one granted anew afterwards.
named as (
    select access.entry_id as access_id, change.*
    from change
    join access
        on access.request_id = change.request_id
        and if(
            change.about_id is null,
            lower(access.key_reference) = lower(change.key_reference)
                and (access.entry_id < change.entry_id or access.on_date < change.on_date),
            access.entry_id = change.about_id
        )
),

-- What names neither is about the last access before it that was not revoked by then.
unnamed as (
    select access.entry_id as access_id, change.*
    from change
    join access using (request_id)
    left join named
        on named.access_id = access.entry_id
        and (named.kind = 'access_revoked' or named.action = 'revoked')
        and (named.on_date, named.entry_id) < (change.on_date, change.entry_id)
    where change.about_id is null
        and change.key_reference is null
        and (access.on_date, access.entry_id) < (change.on_date, change.entry_id)
        and named.access_id is null
    qualify row_number() over (partition by change.entry_id order by access.on_date desc, access.entry_id desc) = 1
),

later as (
    from named
    union all
    from unnamed
),

told as (
    select
        access_id,
        bool_or(kind = 'access_revoked' or action = 'revoked')                               as is_revoked,
        bool_or(kind = 'access_deprecated')                                                  as is_deprecated,
        arg_max(if(kind = 'access_renewed' or action = 'suspended', kind, null), (on_date, entry_id)) as last_kind,
        arg_max(expires_on, (on_date, entry_id))                                             as expires_on,
        min(if(kind = 'access_revoked' or action = 'revoked', on_date, null))                as revoked_on
    from later
    group by access_id
)

select
    access.entry_id                                  as access_id,
    access.event_id,
    access.request_id,
    access.kind,
    access.dataset_id,
    access.endpoint,
    access.format,
    access.refresh,
    access.key_reference,
    access.terms_version,
    access.terms_accepted_on,
    access.on_date                                   as since_on,
    coalesce(told.expires_on, access.expires_on)     as ends_on,
    told.revoked_on,
    case
        when told.is_revoked then 'revoked'
        when told.last_kind = 'misuse_decided' then 'suspended'
        when ends_on < day::date then 'expired'
        when told.is_deprecated then 'deprecated'
        else 'live'
    end                                              as state
from access
left join told on told.access_id = access.entry_id;

-- Why nothing more may be recorded about a report of misuse on a day, but in place of its closing (without): one sentence a row.
create or replace macro derived.against_misuse_act(of_request, about, day, without) as table
with

report as (
    select *
    from derived.misuse_reports(of_request, date '9999-12-31')
    where event_id = about
)

select 'This report is closed: strike out its closing, or record a new report.' as sentence
from report
where report_id in (
    select about_id
    from derived.access_entries(of_request, date '9999-12-31')
    where kind = 'misuse_closed' and event_id is distinct from without
)
union all
select 'The report came on ' || reported_on || ': nothing was done about it before.'
from report
where day < reported_on;
