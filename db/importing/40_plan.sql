-- One row: how many steps the entries of the fullest request take before the question, and how many lines its fees.
create or replace temp table import_steps as
select
    greatest((select coalesce(max(place), 1) from import_entry), 1)::integer as ahead,
    (select coalesce(max(line_no), 0) from import_fee)::integer              as fee_lines;

-- One row per request to add or change among the rows $first to $last: what happened and when, as far as the log says.
-- A log without a status column closes what has a closing date. start_on stands in for an unknown receipt.
create or replace temp table import_plan as
with

taken as (
    select
        said.* exclude (row_no, row_sha256),
        fate.row_no - $first::bigint                              as row_no,
        row_no                                                    as file_row_no,
        fate.request_id,
        fate.row_sha256,
        fate.fate,
        coalesce(said.received_on, least(said.determined_on, said.closed_on), $today::date) as start_on,
        if(status is null, said.closed_on is not null or is_vaguely_closed, status = 'closed') as is_closed,
        coalesce(said.outcome, 'other') in (select unnest($determinations::varchar[])) as may_determine
    from import_fate as fate
    join import_row as said using (row_no)
    where fate.fate in ('added', 'changed')
        and row_no between $first and $last
),

timed as (
    select
        * replace (
            if($decides_when_closing and not is_closed, null, determined_on) as determined_on,
            if(is_closed, closed_on, null)                                   as closed_on,
            if(status = 'waiting_on_requester', asked_on, null)              as asked_on
        )
    from taken
),

decided as (
    select
        *,
        may_determine and (
            determined_on is not null
            or (is_vaguely_determined and (is_closed or not $decides_when_closing))
            or (outcome is not null and ($decides_when_closing or not is_closed))
        ) as is_determined
    from timed
)

select
    decided.* exclude (may_determine),
    coalesce(determined_on, start_on)                                    as told_on,
    coalesce(closed_on, greatest(start_on, determined_on, asked_on))     as done_on,
    desk.desk_id,
    if(lower(desk.name) = lower(office), null, office)                   as other_office,
    outcome_words,
    exemptions,
    if(is_closed or is_determined, null, exemptions)                     as loose_exemptions,
    ahead + fee_lines + 2                                                as determined_step,
    ahead + fee_lines + 3                                                as closed_step,
    if(is_determined, determined_step, if(is_closed, closed_step, null)) as outcome_step,
    if(is_closed, closed_step, outcome_step)                             as note_step
from decided
cross join import_steps
join (
    select row_no as file_row_no, office, exemptions, outcome as outcome_words
    from import_cell
) as cell using (file_row_no)
left join import_word as named on named.list = 'desks' and named.word = lower(office)
left join store.desk as desk on lower(desk.name) = lower(coalesce(named.code, office))
