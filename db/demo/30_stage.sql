-- The plan as staged requests and events; what would lie after $until_on has not happened yet.
insert into staged_request by name
select row_no, track, received_on, 'demo' as source, null as source_id
from plan;

insert into staged_event by name
select row_no, 0 as step, 'received' as kind, received_on as on_date, received_on + interval 17 hour as happened_at,
    track, channel, complexity, u[24] < 0.1 as is_personal,
    if(i % 5 < 2, 'CSV', null) as format, if(i % 11 < 4, received_on + 20, null) as needed_by_on
from plan;

insert into staged_event by name
select row_no, 1 as step, 'routed' as kind, received_on + (u[1] < 0.3)::integer as on_date, if(track = 'records', 1, 2) as desk_id,
    if(i % 3 = 0, (select max(person_id) from store.person where sign_in = if(track = 'records', 'deputy', 'data')), null) as person_id
from plan where received_on + (u[1] < 0.3)::integer <= $until_on;

insert into staged_event by name
select row_no, 2 as step, 'acknowledged' as kind, received_on + 1 + (u[2] * 2)::integer as on_date
from plan where u[3] > 0.75 and received_on + 1 + (u[2] * 2)::integer <= least($until_on, determined_on);

insert into staged_event by name
select row_no, 3 as step, 'routed' as kind, received_on + 1 as on_date, 3 as desk_id
from plan where is_handed_on and received_on + 1 <= least($until_on, determined_on);

insert into staged_event by name
select row_no, 4 as step, 'clarification_asked' as kind, asked_on as on_date
from plan where is_clarified and asked_on <= $until_on;

insert into staged_event by name
select row_no, 5 as step, if(u[13] < 0.9, 'clarification_answered', 'clarification_lapsed') as kind, answered_on as on_date
from plan where is_clarified and answered_on <= $until_on;

insert into staged_event by name
select row_no, 6 as step, 'extended' as kind, received_on + 7 as on_date, (1 + row_no % 4)::varchar as reason_code, extension_cap_on as extended_to_on
from plan where is_extended and received_on + 7 <= least($until_on, due_on, determined_on);

insert into staged_event by name
select row_no, 7 as step, 'fee_charged' as kind, determined_on as on_date, fee as amount
from plan where has_fee and outcome in ('granted', 'partly_granted') and determined_on <= $until_on;

insert into staged_event by name
select
    row_no, 8 as step, 'determined' as kind, determined_on as on_date, outcome,
    if(outcome in ('granted', 'partly_granted'), determined_on + 5 + (u[5] * 20)::integer, null) as promised_on,
    case when outcome in ('granted', 'partly_granted') then if(dayofweek(promised_on) = 5, time '17:00', time '18:00') end as promised_time,
    if(outcome = 'already_published', 'SAMPLE-' || i % 40, null) as dataset_id, if(outcome = 'duplicate', row_no - 10, null) as related_request_id
from plan where determined_on <= $until_on;

insert into staged_event by name
select row_no, 9 as step, 'fee_paid' as kind, least(determined_on + 1 + (u[6] * 5)::integer, closed_on) as on_date, fee as amount
from plan where has_fee and outcome in ('granted', 'partly_granted') and u[7] < 0.85
    and least(determined_on + 1 + (u[6] * 5)::integer, closed_on) <= $until_on;

insert into staged_event by name
select row_no, 10 as step, 'released' as kind, closed_on as on_date
from plan where outcome in ('granted', 'partly_granted') and track = 'records' and closed_on <= $until_on;

insert into staged_event by name
select
    row_no, 10 as step, 'access_granted' as kind, closed_on as on_date, 'https://data.example.org/api/v1/sample/' || i % 40 as endpoint, 'JSON' as format,
    'key-' || i as key_reference, '2024-1' as terms_version, 'SAMPLE-' || i % 12 as dataset_id, if(i % 3 > 0, closed_on + 730, null) as expires_on
from plan where outcome = 'granted' and track = 'data' and closed_on <= $until_on;

insert into staged_event by name
select row_no, 10 as step, 'linked' as kind, determined_on as on_date, outcome, row_no - 10 as related_request_id
from plan where outcome = 'duplicate' and determined_on <= $until_on;

insert into staged_event by name
select row_no, 11 as step, 'closed' as kind, closed_on as on_date, outcome, if(outcome = 'duplicate', row_no - 10, null) as related_request_id
from plan where not (outcome = 'granted' and track = 'data') and closed_on <= $until_on;

insert into staged_event by name
select row_no, 12 as step, 'appealed' as kind, closed_on + 9 as on_date
from plan where is_appealed and closed_on + 9 <= $until_on;

insert into staged_event by name
select row_no, 13 as step, 'appeal_decided' as kind, closed_on + 30 as on_date, 12 as about_event_id, ['affirmed', 'affirmed', 'partly_reversed', 'reversed'][1 + row_no % 4] as outcome
from plan where is_appealed and closed_on + 30 <= $until_on;

insert into staged_event by name
select row_no, 14 as step, 'records_called' as kind, received_on + 2 as on_date, 3 as called_desk_id, received_on + 7 as answer_due_on
from plan where i % 6 = 0 and received_on + 2 <= least($until_on, determined_on - 1);

insert into staged_event by name
select row_no, 15 as step, 'call_answered' as kind, least(received_on + 3 + (u[16] * 9)::integer, determined_on - 1) as on_date, 14 as about_event_id,
    ['records_sent', 'records_sent', 'partly_sent', 'no_records'][1 + row_no % 4] as outcome
from plan where i % 6 = 0 and received_on + 2 <= determined_on - 1 and least(received_on + 3 + (u[16] * 9)::integer, determined_on - 1) <= $until_on;

insert into staged_event by name
select row_no, step, kind, on_date, 'privacy' as review, outcome
from (
    select row_no, unnest([16, 17]) as step, unnest(['review_opened', 'review_cleared']) as kind,
        unnest([received_on + 3, least(received_on + 4 + (u[11] * 6)::integer, determined_on - 1)]) as on_date,
        unnest([null, if(outcome in ('partly_granted', 'denied'), 'cleared_with_redactions', 'cleared')]) as outcome
    from plan where u[24] < 0.1 and received_on + 3 <= determined_on - 1
)
where on_date <= $until_on;

insert into staged_event by name
select row_no, step, kind, on_date, about_event_id, outcome
from (
    select row_no, unnest([18, 19]) as step, unnest(['misuse_reported', 'misuse_decided']) as kind, unnest([closed_on + 40, closed_on + 52]) as on_date,
        unnest([10, 18]) as about_event_id, unnest([null, ['none', 'notice', 'rate_limit'][1 + row_no % 3]]) as outcome
    from plan where outcome = 'granted' and track = 'data' and i % 15 = 0
)
where on_date <= $until_on;

insert into staged_text
select row_no, 0, 'verbatim', 'Please send me: ' || subject || ', number ' || i % 977 || '.'
from plan;

insert into staged_text
select row_no, 0, 'summary', subject || ' ' || i % 977
from plan
where u[10] < 0.4;

insert into staged_text
select row_no, 0, 'record_series', subject
from plan
where i % 3 = 0;

insert into staged_text
select row_no, 0, 'data_fields', 'Number, date and place'
from plan
where i % 7 < 3;

insert into staged_text
select row_no, 0, 'intended_use', 'A school project'
from plan
where track = 'data' and i % 4 = 0;

insert into staged_text
select row_no, step, if(kind = 'clarification_asked', 'question', 'answer'),
    if(kind = 'clarification_asked', 'Which years do you mean?', 'The last two years.')
from staged_event
where kind in ('clarification_asked', 'clarification_answered');

insert into staged_text
select row_no, step, 'contact', 'data@example.org'
from staged_event
where kind = 'access_granted';

insert into staged_text
select row_no, step, 'reason',
    case
        when kind = 'extended' then 'The records are kept at more than one field office.'
        when kind = 'appealed' then 'The requester asks for another look.'
        when kind = 'appeal_decided' and outcome = 'affirmed' then 'The exemption holds for all that was withheld.'
        when kind = 'appeal_decided' then 'What was withheld can be separated from what the exemption covers.'
        when outcome = 'access_declined' then 'No service of the city can give these data.'
        else 'The file holds personnel matters.'
    end
from staged_event
where kind in ('extended', 'appealed', 'appeal_decided') or (kind = 'determined' and outcome in ('denied', 'partly_granted', 'access_declined'));

insert into staged_text
select row_no, step, 'agency', 'The Sample County Recorder, recorder@example.org'
from staged_event
where kind = 'determined' and outcome = 'referred';

insert into staged_text
select row_no, step, 'balancing', 'The interest in candid advice clearly outweighs the interest in disclosure.'
from staged_event
where kind = 'determined' and outcome in ('denied', 'partly_granted') and row_no % 4 = 3;

insert into staged_text
select row_no, step, if(kind = 'review_cleared', 'redactions', 'note'),
    if(kind = 'review_cleared', 'Names and addresses of private persons, for their privacy.', 'An invented report: rows were matched with other data.')
from staged_event
where kind = 'misuse_reported' or outcome = 'cleared_with_redactions';

insert into staged_requester
select row_no, 0, 'Sample Requester ' || i % 5000, if(u[9] < 0.3, 'Sample Organization ' || i % 60, null),
    'requester' || i % 5000 || '@example.org', null, if(i % 5000 % 9 = 4, 'es', null)
from plan where not is_anonymous;

insert into staged_exemption
select row_no, step, ['7927.700', '7923.600', '7927.705', '7922.000'][1 + row_no % 4]
from staged_event
where kind = 'determined' and outcome in ('denied', 'partly_granted');

insert into staged_official
select row_no, step, 'Casey Sample', 'City Clerk'
from staged_event
where kind = 'extended' or (kind = 'determined' and outcome in ('denied', 'partly_granted'));

insert into staged_fee
select row_no, step, 1, if(row_no % 5 = 0, 'electronic', 'duplication'), amount
from staged_event
where kind = 'fee_charged';
