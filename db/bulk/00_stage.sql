-- Empty tables to fill before they are laid out. row_no stands for the request, step for the order of its events; about_event_id
-- names the step of the same request that an event is about, related_request_id the row_no of another staged request.
create or replace temp table staged_request (
    row_no       bigint not null,
    request_id   bigint,
    track        varchar not null,
    received_on  date not null,
    source       varchar not null,
    source_id    varchar,
    row_sha256   varchar
);

create or replace temp table staged_event as
select null::bigint as row_no, null::integer as step, * exclude (event_id, request_id, recorded_at, recorded_by, detail_sha256, text_sha256, hash)
from store.event
limit 0;

create or replace temp table staged_text (row_no bigint, step integer, part varchar, body varchar);
create or replace temp table staged_requester (row_no bigint, step integer, name varchar, organization varchar, email varchar, phone varchar, language varchar);
create or replace temp table staged_exemption (row_no bigint, step integer, section varchar);
create or replace temp table staged_official (row_no bigint, step integer, name varchar, title varchar);
create or replace temp table staged_fee (row_no bigint, step integer, line_no integer, fee_kind varchar, amount decimal(12, 2));

-- Files and letters never come in bulk.
create or replace temp view bulk_file as from store.event_file limit 0;
create or replace temp view bulk_letter as from store.letter_text limit 0;
