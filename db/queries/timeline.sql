-- One row per event of one request, in the order things happened, superseded ones too.
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
    related_request_id
from store.event
where request_id = $request_id
order by on_date, coalesce(in_place_of, event_id), event_id
