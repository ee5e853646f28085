-- What hangs on the events, keyed by the events' ids.
insert into store.event_exemption
select $first_event_id::bigint + row_no * $steps::bigint + step, request_id, section
from staged_exemption join staged_request using (row_no);

insert into store.event_official
select $first_event_id::bigint + row_no * $steps::bigint + step, request_id, name, title
from staged_official join staged_request using (row_no);

insert into store.fee_line
select $first_event_id::bigint + row_no * $steps::bigint + step, request_id, line_no, fee_kind, amount
from staged_fee join staged_request using (row_no);

insert into store.requester
select
    $first_event_id::bigint + row_no * $steps::bigint + step, request_id, name, organization, email, phone,
    derived.requester_sha256(name, organization, email, phone)
from staged_requester join staged_request using (row_no);

insert into store.request_text
select $first_event_id::bigint + row_no * $steps::bigint + step, request_id, part, body, sha256(body)
from staged_text join staged_request using (row_no);
