-- One row per event of one request, in the order things happened, superseded ones too.
-- is_withheld: privileged, or replaced later by an entry that is: what it says stays out of files.
select
    event_id,
    kind,
    on_date,
    happened_at,
    recorded_at,
    recorded_by,
    irregular,
    supersedes,
    track,
    channel,
    dataset_id,
    desk_id,
    person_id,
    outcome,
    reason_code,
    review,
    clock,
    extended_to_on,
    promised_on,
    stated_due_on,
    amount,
    endpoint,
    format,
    key_reference,
    terms_version,
    related_request_id,
    about_event_id,
    called_desk_id,
    answer_due_on,
    promised_time,
    expires_on,
    delivery,
    refresh,
    terms_accepted_on,
    method,
    reference,
    minutes,
    cost,
    no_fee,
    is_privileged,
    readers,
    exists (
        from store.event as later
        where later.request_id = $request_id
            and later.is_privileged
            and later.event_id >= event.event_id
            and coalesce(later.in_place_of, later.event_id) = coalesce(event.in_place_of, event.event_id)
    ) as is_withheld
from store.event as event
where request_id = $request_id
order by on_date, coalesce(in_place_of, event_id), event_id
