-- One row per access that was granted and dataset that was published by a day: its request, its end, its state, days left until the
-- end. No contact and no words; voided requests are left out.
create or replace macro derived.access_register(day) as table
with

asked as (
    select request_id, arg_max(dataset_id, event_id) as dataset_id
    from store.event
    where kind in ('received', 'determined')
        and dataset_id is not null
        and event_id not in (select supersedes from store.event where supersedes is not null)
    group by request_id
)

select
    snapshot.number,
    access.request_id,
    access.access_id,
    access.event_id,
    coalesce(access.dataset_id, asked.dataset_id)       as dataset_id,
    access.kind,
    access.endpoint,
    access.format,
    access.refresh,
    access.key_reference,
    access.terms_version,
    access.terms_accepted_on,
    access.since_on,
    access.ends_on,
    access.ends_on - day::date                          as days_left,
    access.revoked_on,
    access.state,
    access.state in ('live', 'deprecated')              as is_in_use
from derived.accesses(null, day) as access
join store.snapshot as snapshot using (request_id)
left join asked using (request_id)
where snapshot.status <> 'voided';
