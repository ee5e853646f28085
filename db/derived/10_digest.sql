-- How an entry is digested, in bulk and for verifying; db/_digest.py does the same for one act, and an audit compares.

create or replace macro derived.cell(x) as coalesce(x::varchar, '');

-- The events of the relation named, and of each its columns but the hash as name=value, absent ones left out: a column added
-- later changes no old digest. Columns that are mostly absent stand in groups, which are only looked at where one of them is there.
-- (A macro of one event would have the engine put all its columns into a structure first, which takes as long again.)
create or replace macro derived.with_text(events) as table
select e.*, concat_ws(chr(31),
    'event_id=' || e.event_id, 'request_id=' || e.request_id, 'kind=' || e.kind, 'on_date=' || e.on_date,
    'happened_at=' || e.happened_at, 'recorded_at=' || e.recorded_at, 'recorded_by=' || e.recorded_by,
    'supersedes=' || e.supersedes, 'in_place_of=' || e.in_place_of, 'irregular=' || e.irregular,
    case when
        e.track is not null or e.channel is not null or e.complexity is not null or e.dataset_id is not null
            or e.format is not null or e.needed_by_on is not null or e.is_personal is not null or
            e.is_infrastructure is not null or e.stated_due_on is not null
    then concat_ws(chr(31),
        'track=' || e.track, 'channel=' || e.channel, 'complexity=' || e.complexity, 'dataset_id=' ||
            e.dataset_id, 'format=' || e.format, 'needed_by_on=' || e.needed_by_on, 'is_personal=' ||
            e.is_personal, 'is_infrastructure=' || e.is_infrastructure, 'stated_due_on=' || e.stated_due_on
    ) end,
    'desk_id=' || e.desk_id, 'person_id=' || e.person_id,
    case when
        e.outcome is not null or e.reason_code is not null or e.review is not null or e.extended_to_on is not
            null or e.promised_on is not null or e.amount is not null
    then concat_ws(chr(31),
        'outcome=' || e.outcome, 'reason_code=' || e.reason_code, 'review=' || e.review, 'extended_to_on=' ||
            e.extended_to_on, 'promised_on=' || e.promised_on, 'amount=' || e.amount
    ) end,
    case when
        e.endpoint is not null or e.key_reference is not null or e.terms_version is not null or
            e.related_request_id is not null or e.clock is not null
    then concat_ws(chr(31),
        'endpoint=' || e.endpoint, 'key_reference=' || e.key_reference, 'terms_version=' || e.terms_version,
            'related_request_id=' || e.related_request_id, 'clock=' || e.clock
    ) end,
    case when
        e.about_event_id is not null or e.called_desk_id is not null or e.answer_due_on is not null or e.promised_time is not null
            or e.expires_on is not null or e.delivery is not null or e.refresh is not null or e.terms_accepted_on is not null or
            e.method is not null or e.reference is not null or e.minutes is not null or e.cost is not null or e.no_fee is not
            null or e.is_privileged is not null or e.readers is not null
    then concat_ws(chr(31),
        'about_event_id=' || e.about_event_id, 'called_desk_id=' || e.called_desk_id, 'answer_due_on=' || e.answer_due_on,
            'promised_time=' || e.promised_time, 'expires_on=' || e.expires_on, 'delivery=' || e.delivery, 'refresh=' ||
            e.refresh, 'terms_accepted_on=' || e.terms_accepted_on, 'method=' || e.method, 'reference=' || e.reference,
            'minutes=' || e.minutes, 'cost=' || e.cost, 'no_fee=' || e.no_fee, 'is_privileged=' || e.is_privileged, 'readers=' || e.readers
    ) end,
    'detail_sha256=' || e.detail_sha256, 'text_sha256=' || e.text_sha256
) as event_text
from query_table(events) as e;

-- Each link holds the one before it; the first holds the request itself.
create or replace macro derived.chain_seed(request_id, number, source, source_id) as
    sha256(concat_ws(chr(31), request_id::varchar, number, source, source_id));

create or replace macro derived.link(previous, event_text) as sha256(previous || event_text);

create or replace macro derived.requester_sha256(name, organization, email, phone, language) as
    sha256(concat_ws(
        chr(31), derived.cell(name), derived.cell(organization), derived.cell(email), derived.cell(phone), 'language=' || language
    ));

-- One row per event that has repeated details in the relations named (as event_exemption, event_official, fee_line,
-- event_file): their digest.
create or replace macro derived.detail_digest(exemptions, officials, fees, files) as table
select
    event_id,
    sha256(array_to_string(list_sort(list(line)), chr(30))) as detail_sha256
from (
    select event_id, concat_ws(chr(31), 'exemption', section) as line
    from query_table(exemptions)
    union all
    select event_id, concat_ws(chr(31), 'official', name, title)
    from query_table(officials)
    union all
    select event_id, concat_ws(
        chr(31), 'fee', line_no::varchar, fee_kind, amount::decimal(12, 2)::varchar, quantity::decimal(12, 2)::varchar,
        unit_price::decimal(12, 4)::varchar, 'label=' || label, 'basis=' || basis
    )
    from query_table(fees)
    union all
    select event_id, concat_ws(chr(31), 'file', file_no::varchar, sha256, bytes::varchar, derived.cell(pages))
    from query_table(files)
)
group by event_id;

-- One row per event that has words or a requester in the relations named (as request_text, requester, letter_text):
-- their digest.
create or replace macro derived.text_digest(texts, requesters, letters) as table
select
    event_id,
    sha256(array_to_string(list_sort(list(line)), chr(30))) as text_sha256
from (
    select event_id, concat_ws(chr(31), 'text', part, sha256) as line
    from query_table(texts)
    union all
    select event_id, concat_ws(chr(31), 'requester', sha256)
    from query_table(requesters)
    union all
    select event_id, concat_ws(chr(31), 'letter', letter, sha256)
    from query_table(letters)
)
group by event_id;
