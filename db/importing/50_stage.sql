-- The plan as staged requests and events, in the order of the steps. Words and people only into texts and requesters.
-- No log of another system names the officials who denied: a denial is kept as it was, marked as lacking what a new one must have.
insert into staged_request by name
select row_no, request_id, $track as track, start_on as received_on, $source as source, identifier as source_id, row_sha256
from import_plan;

insert into staged_event by name
select
    row_no,
    0             as step,
    'received'    as kind,
    start_on      as on_date,
    import_irregular(received_on, start_on) as irregular,
    $track        as track,
    'import'      as channel,
    stated_due_on,
    needed_by_on
from import_plan;

insert into staged_event by name
select row_no, 1 as step, 'routed' as kind, start_on as on_date, import_irregular(received_on, start_on) as irregular, desk_id
from import_plan
where desk_id is not null;

insert into staged_event by name
select plan.row_no, place as step, entry.kind, on_date, happened_at, if(on_date < start_on, 'chronology', null) as irregular, desk.desk_id
from import_plan as plan
join import_entry as entry on entry.row_no = plan.file_row_no
left join import_word as named on named.list = 'desks' and named.word = lower(entry.office)
left join store.desk as desk on lower(desk.name) = lower(coalesce(named.code, entry.office));

insert into staged_event by name
select row_no, ahead + 1 as step, 'clarification_asked' as kind, asked_on as on_date, import_irregular(asked_on, start_on) as irregular
from import_plan cross join import_steps
where asked_on is not null;

create or replace temp table import_charge as
select
    plan.row_no,
    1 + ahead + fee.line_no                     as step,
    fee.line_no,
    column_.kind,
    column_.label,
    fee.amount,
    coalesce(fee.charged_on, plan.start_on)     as on_date,
    coalesce(
        import_irregular(fee.charged_on, plan.start_on),
        if(column_.kind = 'fee_charged' and derived.names_unlawful_fee(column_.label), 'incomplete', null)
    )                                           as irregular
from import_plan as plan
cross join import_steps
join import_fee as fee on fee.row_no = plan.file_row_no
join import_fee_column as column_ on column_.line_no = (fee.line_no - 1) % $fees::integer + 1
where fee.amount > 0;

insert into staged_event by name
select row_no, step, kind, on_date, irregular, amount
from import_charge;

insert into staged_fee
select row_no, step, line_no, label, amount
from import_charge
where kind = 'fee_charged';

insert into staged_event by name
select
    row_no,
    determined_step as step,
    'determined'    as kind,
    told_on         as on_date,
    coalesce(import_irregular(determined_on, start_on), if(outcome in ('denied', 'partly_granted'), 'incomplete', null)) as irregular,
    outcome
from import_plan
where is_determined;

insert into staged_event by name
select row_no, closed_step as step, 'closed' as kind, done_on as on_date, import_irregular(closed_on, start_on) as irregular, outcome
from import_plan
where is_closed;

insert into staged_exemption
select distinct row_no, outcome_step, trim(section)
from (
    select row_no, outcome_step, unnest(string_split(exemptions, $separator)) as section
    from import_plan
    where outcome_step is not null and exemptions is not null
)
where trim(section) <> '';

insert into staged_text
select row_no, 0, part, body
from (
    from (
        select
            plan.row_no, verbatim, summary, intended_use, record_series, data_fields,
            other_office as office, loose_exemptions as exemptions, if(spoken.code is null, language, null) as language
        from import_plan as plan
        join (select row_no as file_row_no, * exclude (row_no, office, exemptions) from import_cell) using (file_row_no)
        left join import_word as spoken on spoken.list = 'language' and spoken.word = lower(language)
    )
    unpivot (body for part in (verbatim, summary, intended_use, record_series, data_fields, office, exemptions, language))
);

insert into staged_text
select row_no, 0, 'note', vague
from import_plan
where vague is not null;

insert into staged_text
select row_no, step, 'note', label
from import_charge
where kind <> 'fee_charged';

insert into staged_text
select row_no, note_step, 'note', outcome_words
from import_plan
where outcome = 'other' and note_step is not null;

insert into staged_requester
select plan.row_no, 0, name, organization, email, phone, nullif(spoken.code, 'en') as language
from import_plan as plan
join import_cell as cell on cell.row_no = plan.file_row_no
left join import_word as spoken on spoken.list = 'language' and spoken.word = lower(cell.language)
where coalesce(name, organization, email, phone, nullif(spoken.code, 'en')) is not null
