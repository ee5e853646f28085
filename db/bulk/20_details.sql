-- What hangs on the events, keyed by the events' ids, in the columns of the store's tables.
create or replace temp table bulk_exemption as
select $first_event_id::bigint + row_no * $steps::bigint + step as event_id, request_id, section
from staged_exemption join staged_request using (row_no);

create or replace temp table bulk_official as
select $first_event_id::bigint + row_no * $steps::bigint + step as event_id, request_id, name, title
from staged_official join staged_request using (row_no);

create or replace temp table bulk_fee as
select $first_event_id::bigint + row_no * $steps::bigint + step as event_id, request_id, line_no, fee_kind, amount,
    null::decimal(12, 2) as quantity, null::decimal(12, 4) as unit_price, null::varchar as label, null::varchar as basis
from staged_fee join staged_request using (row_no);

create or replace temp table bulk_requester as
select
    $first_event_id::bigint + row_no * $steps::bigint + step as event_id, request_id, name, organization, email, phone, language,
    derived.requester_sha256(name, organization, email, phone, language) as sha256
from staged_requester join staged_request using (row_no);

create or replace temp table bulk_text as
select $first_event_id::bigint + row_no * $steps::bigint + step as event_id, request_id, part, body, sha256(body) as sha256
from staged_text join staged_request using (row_no);
