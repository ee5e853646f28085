-- What was delivered and what was done about it since: the entries that accesses and reports of misuse are read from.

-- One row per standing entry of a relation of delivery entries by a day: entry_id is the first of its line of corrections, about_id
-- that of the entry it is about.
create or replace macro derived.standing_deliveries(relation, of_request, day) as table
with

told as (
    select *, coalesce(in_place_of, event_id) as entry_id
    from query_table(relation)
)

select told.*, coalesce(about.entry_id, told.about_event_id) as about_id
from told
left join told as about on about.event_id = told.about_event_id
where told.on_date <= day::date
    and told.event_id not in (
        select supersedes from store.event where supersedes is not null and (of_request is null or request_id = of_request)
    );

-- One row per entry about accesses and their misuse (of one request, or null: of any), corrected ones too: the columns that are
-- read of it. All columns of all requests are too many to lay out.
create or replace macro derived.delivery_entries(of_request) as table
select
    event.event_id,
    event.request_id,
    event.kind,
    event.on_date,
    event.recorded_by,
    event.in_place_of,
    event.about_event_id,
    event.outcome,
    event.dataset_id,
    event.endpoint,
    event.format,
    event.refresh,
    event.key_reference,
    event.terms_version,
    event.terms_accepted_on,
    event.expires_on
from store.event as event
where kind in (
        'access_granted', 'dataset_published', 'access_renewed', 'access_deprecated', 'access_revoked', 'released',
        'misuse_reported', 'misuse_triaged', 'misuse_evidence_noted', 'misuse_decided', 'misuse_closed'
    )
    and (of_request is null or request_id = of_request);

-- One row per standing entry about accesses and their misuse by a day (of one request, or null: of any).
create or replace macro derived.access_entries(of_request, day) as table
with

delivery as (
    from derived.delivery_entries(of_request)
)

from derived.standing_deliveries('delivery', of_request, day);
