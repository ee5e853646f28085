-- One row per event of one request, in the order things happened, superseded ones too, with its words and details.
with

entry as materialized (
    select * from store.event where request_id = $request_id
),

words as (
    select
        event_id,
        list({'part': part, 'body': body} order by part) as texts
    from store.request_text
    where request_id = $request_id
    group by event_id
),

exemptions as (
    select event_id, string_agg(section, ', ' order by section) as sections
    from store.event_exemption
    where request_id = $request_id
    group by event_id
),

related as (
    select request_id, number
    from store.request
    where request_id in (select related_request_id from entry where related_request_id is not null)
),

officials as (
    select event_id, string_agg(name || ', ' || title, '; ' order by name) as officials
    from store.event_official
    where request_id = $request_id
    group by event_id
)

select
    entry.event_id,
    entry.kind,
    event_kind.label,
    entry.on_date,
    entry.happened_at,
    entry.recorded_at,
    coalesce(recorder.name, entry.recorded_by) as recorded_by,
    entry.irregular,
    entry.supersedes,
    entry.event_id in (select supersedes from entry where supersedes is not null) as is_superseded,
    desk.name   as desk,
    person.name as person,
    entry.track,
    entry.channel,
    coalesce(outcome.label, entry.outcome) as outcome,
    coalesce(extension_reason.label, entry.reason_code) as reason,
    entry.review,
    entry.extended_to_on,
    entry.promised_on,
    entry.stated_due_on,
    entry.amount,
    fee_kind.label as fee,
    entry.dataset_id,
    entry.endpoint,
    entry.format,
    entry.key_reference,
    entry.terms_version,
    related.number as related,
    exemptions.sections,
    officials.officials,
    words.texts,
    letter_text.body as letter
from entry
join store.event_kind as event_kind on event_kind.kind = entry.kind
left join store.person as recorder on recorder.sign_in = entry.recorded_by
left join store.desk as desk on desk.desk_id = entry.desk_id
left join store.person as person on person.person_id = entry.person_id
left join store.choice as outcome on outcome.list = event_kind.outcome_list and outcome.code = entry.outcome
left join store.extension_reason as extension_reason on extension_reason.reason_code = entry.reason_code
left join store.fee_line as fee_line on fee_line.event_id = entry.event_id and fee_line.request_id = $request_id
left join store.fee_kind as fee_kind on fee_kind.fee_kind = fee_line.fee_kind
left join related on related.request_id = entry.related_request_id
left join exemptions on exemptions.event_id = entry.event_id
left join officials on officials.event_id = entry.event_id
left join words on words.event_id = entry.event_id
left join store.letter_text as letter_text on letter_text.event_id = entry.event_id and letter_text.request_id = $request_id
order by entry.on_date, entry.event_id
