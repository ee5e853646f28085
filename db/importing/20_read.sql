-- One row per amount of the file that is not empty.
create or replace temp table import_fee as
select
    row_no,
    line_no,
    import_amount(cell) as amount,
    import_day(on_cell, $formats, $stamps, $midnights, $zone, $excel) as charged_on,
    on_cell
from (
    select
        row_no,
        unnest(fees)                as cell,
        unnest(fees_on)             as on_cell,
        generate_subscripts(fees, 1) as line_no
    from import_cell
    where len(fees) > 0
)
where cell is not null;

-- One row per row of the file: what it says, and why it cannot be taken, if so.
create or replace temp table import_row as
with

parsed as (
    select
        row_no,
        identifier,
        filled,
        is_header,
        import_day(received_on, $formats, $stamps, $midnights, $zone, $excel)   as received_on,
        import_day(stated_due_on, $formats, $stamps, $midnights, $zone, $excel) as stated_due_on,
        import_day(needed_by_on, $formats, $stamps, $midnights, $zone, $excel)  as needed_by_on,
        import_day(asked_on, $formats, $stamps, $midnights, $zone, $excel)      as asked_on,
        import_day(determined_on, $formats, $stamps, $midnights, $zone, $excel) as determined_on,
        import_day(closed_on, $formats, $stamps, $midnights, $zone, $excel)     as closed_on,
        received_on   as received_cell,
        stated_due_on as due_cell,
        needed_by_on  as needed_cell,
        asked_on      as asked_cell,
        determined_on as determined_cell,
        closed_on     as closed_cell,
        import_day(routed_on, $formats, $stamps, $midnights, $zone, $excel) is null and routed_on is not null as has_odd_step,
        outcome       as outcome_cell,
        status        as status_cell,
        verbatim,
        concat_ws(
            chr(31), derived.cell(outcome), derived.cell(office), derived.cell(exemptions), derived.cell(verbatim),
            derived.cell(summary), derived.cell(intended_use), derived.cell(record_series), derived.cell(data_fields),
            derived.cell(name), derived.cell(organization), derived.cell(email), derived.cell(phone)
        ) as all_words
    from import_cell
),

fees as (
    select
        row_no,
        list({'line_no': line_no, 'amount': amount, 'on': charged_on} order by line_no) filter (where amount > 0) as fees,
        bool_or(amount is null)                                                         as has_odd_amount,
        bool_or(on_cell is not null and charged_on is null)                             as has_odd_day,
        coalesce(bool_or(charged_on < date '1990-01-01' or charged_on > $today), false) as has_odd_year
    from import_fee
    group by row_no
),

entries as (
    select row_no, string_agg(concat_ws(' ', kind, on_date, happened_at, office), '; ' order by place) as entry_words
    from import_entry
    group by row_no
),

-- Cells that should be dates and are none, of the few rows that have any.
unread as (
    select
        row_no,
        bool_and(import_is_vague(cell))                        as is_vague,
        string_agg(what || ': ' || cell, '; ' order by place)  as vague,
        bool_or(what = 'Determined')                           as is_vaguely_determined,
        bool_or(what = 'Closed')                               as is_vaguely_closed
    from (
        select row_no, 1 as place, 'Received' as what, received_cell as cell from parsed where received_on is null
        union all select row_no, 2, 'Due', due_cell from parsed where stated_due_on is null
        union all select row_no, 3, 'Needed by', needed_cell from parsed where needed_by_on is null
        union all select row_no, 4, 'Asked', asked_cell from parsed where asked_on is null
        union all select row_no, 5, 'Determined', determined_cell from parsed where determined_on is null
        union all select row_no, 6, 'Closed', closed_cell from parsed where closed_on is null
    )
    where cell is not null
    group by row_no
),

worded as (
    select
        parsed.*,
        coalesce(not is_vague, false) as has_odd_date,
        if(is_vague, vague, null)     as vague,
        coalesce(is_vague and is_vaguely_determined, false) as is_vaguely_determined,
        coalesce(is_vague and is_vaguely_closed, false)     as is_vaguely_closed,
        outcome.code as outcome_code,
        status.code  as status_code,
        fees.* exclude (row_no),
        entry_words
    from parsed
    left join import_word as outcome on outcome.list = 'outcomes' and outcome.word = lower(outcome_cell)
    left join import_word as status on status.list = 'status' and status.word = lower(status_cell)
    left join fees using (row_no)
    left join unread using (row_no)
    left join entries using (row_no)
)

select
    row_no,
    identifier,
    received_on,
    stated_due_on,
    needed_by_on,
    asked_on,
    determined_on,
    closed_on,
    fees,
    outcome,
    status,
    vague,
    is_vaguely_determined,
    is_vaguely_closed,
    sha256(concat_ws(
        chr(31), $track, derived.cell(received_on), derived.cell(stated_due_on), derived.cell(needed_by_on), derived.cell(asked_on),
        derived.cell(determined_on), derived.cell(closed_on), derived.cell(outcome), derived.cell(status), derived.cell(fees), all_words, vague, entry_words
    )) as row_sha256,
    identifier is null and coalesce(received_cell, due_cell, needed_cell, asked_cell, determined_cell, closed_cell) is null
        and verbatim is not null                                                        as is_piece,
    case
        when identifier is null and filled = 0 then 'blank row'
        when identifier is null then 'no identifier'
        when is_header or filled = 1 or regexp_matches(identifier, '^(grand |sub)?-?totals?\b', 'i') then 'heading or total'
        when row_no in (select group_no from import_member join import_uneven using (row_no)) then 'too few or too many cells'
        when not regexp_full_match(identifier, $pattern) then 'not an identifier'
        when has_odd_date or has_odd_step or has_odd_day then 'unreadable date'
        when least(received_on, stated_due_on, needed_by_on, asked_on, determined_on, closed_on) < date '1990-01-01'
            or greatest(received_on, asked_on, determined_on, closed_on) > $today
            or greatest(stated_due_on, needed_by_on) > date '2060-12-31'
            or has_odd_year then 'impossible date'
        when outcome_cell is not null and outcome_code is null and $other_outcome::varchar is null then 'unknown outcome'
        when status_cell is not null and status_code is null and $other_status::varchar is null then 'unknown status'
        when has_odd_amount then 'unreadable amount'
    end as reason
from (
    select
        *,
        if(outcome_cell is null, null, nullif(coalesce(outcome_code, $other_outcome::varchar), '')) as outcome,
        if(status_cell is null, null, coalesce(status_code, $other_status::varchar))                as status
    from worded
)
