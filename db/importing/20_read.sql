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

-- One row per row of the file: what it says, and why it cannot be taken, if so. Cells that should be dates and are none are looked
-- at only in the few rows that have any. A row is digested where there is something to compare it with, or to keep it for.
create or replace temp table import_row as
with

parsed as (
    select
        row_no,
        identifier,
        filled,
        is_header,
        import_day(received_on, $formats, $stamps, $midnights, $zone, $excel)   as received_day,
        import_day(stated_due_on, $formats, $stamps, $midnights, $zone, $excel) as due_day,
        import_day(needed_by_on, $formats, $stamps, $midnights, $zone, $excel)  as needed_day,
        import_day(asked_on, $formats, $stamps, $midnights, $zone, $excel)      as asked_day,
        import_day(determined_on, $formats, $stamps, $midnights, $zone, $excel) as determined_day,
        import_day(closed_on, $formats, $stamps, $midnights, $zone, $excel)     as closed_day,
        import_unread('Received', received_on, received_day)        as received_unread,
        import_unread('Due', stated_due_on, due_day)                as due_unread,
        import_unread('Needed by', needed_by_on, needed_day)        as needed_unread,
        import_unread('Asked', asked_on, asked_day)                 as asked_unread,
        import_unread('Determined', determined_on, determined_day)  as determined_unread,
        import_unread('Closed', closed_on, closed_day)              as closed_unread,
        coalesce(received_unread, due_unread, needed_unread, asked_unread, determined_unread, closed_unread) is not null as has_unread,
        routed_on is not null and import_day(routed_on, $formats, $stamps, $midnights, $zone, $excel) is null as has_odd_step,
        coalesce(received_on, stated_due_on, needed_by_on, asked_on, determined_on, closed_on) is null as is_without_dates,
        verbatim is not null                                        as has_words,
        outcome                                                     as outcome_cell,
        status                                                      as status_cell,
        if($is_compared, sha256(concat_ws(
            chr(31), derived.cell(outcome), derived.cell(office), derived.cell(exemptions), derived.cell(verbatim),
            derived.cell(summary), derived.cell(intended_use), derived.cell(record_series), derived.cell(data_fields),
            derived.cell(name), derived.cell(organization), derived.cell(email), derived.cell(phone),
            'language=' || language
        )), null)                                                   as words_sha256
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

uneven as (
    select distinct coalesce(group_no, row_no) as row_no, true as is_uneven
    from import_uneven
    left join import_member using (row_no)
),

worded as (
    select
        parsed.*,
        has_unread and not (
            import_is_vague_or_read(received_unread) and import_is_vague_or_read(due_unread) and import_is_vague_or_read(needed_unread)
            and import_is_vague_or_read(asked_unread) and import_is_vague_or_read(determined_unread) and import_is_vague_or_read(closed_unread)
        )                                                                   as has_odd_date,
        if(outcome_cell is null, null, nullif(coalesce(outcome.code, $other_outcome::varchar), '')) as outcome,
        if(status_cell is null, null, coalesce(status.code, $other_status::varchar))                as status,
        outcome_cell is not null and outcome.code is null and $other_outcome::varchar is null       as has_odd_outcome,
        status_cell is not null and status.code is null and $other_status::varchar is null          as has_odd_status,
        fees.* exclude (row_no),
        entry_words,
        is_uneven
    from parsed
    left join import_word as outcome on outcome.list = 'outcomes' and outcome.word = lower(outcome_cell)
    left join import_word as status on status.list = 'status' and status.word = lower(status_cell)
    left join fees using (row_no)
    left join entries using (row_no)
    left join uneven using (row_no)
)

select
    row_no,
    identifier,
    received_day      as received_on,
    due_day           as stated_due_on,
    needed_day        as needed_by_on,
    asked_day         as asked_on,
    determined_day    as determined_on,
    closed_day        as closed_on,
    fees,
    outcome,
    status,
    if(
        has_unread,
        nullif(concat_ws('; ', received_unread, due_unread, needed_unread, asked_unread, determined_unread, closed_unread), ''),
        null
    )                 as vague,
    has_unread and determined_unread is not null as is_vaguely_determined,
    has_unread and closed_unread is not null     as is_vaguely_closed,
    if($is_compared, sha256(concat_ws(
        chr(31), $track, derived.cell(received_day), derived.cell(due_day), derived.cell(needed_day), derived.cell(asked_day),
        derived.cell(determined_day), derived.cell(closed_day), derived.cell(outcome), derived.cell(status), derived.cell(fees),
        words_sha256, vague, entry_words
    )), null)         as row_sha256,
    identifier is null and is_without_dates and has_words as is_piece,
    case
        when identifier is null and filled = 0 then 'blank row'
        when identifier is null then 'no identifier'
        when is_header or filled = 1 or regexp_matches(identifier, '^(grand |sub)?-?(totals?|count)\b', 'i')
            or (is_without_dates and regexp_full_match(identifier, '(january|february|march|april|may|june|july|august|september|october|november|december)[ ,]*(\d{4})?', 'i'))
            then 'heading or total'
        when is_uneven then 'too few or too many cells'
        when not coalesce(regexp_full_match(identifier, $pattern), true) then 'not an identifier'
        when has_odd_date or has_odd_step or has_odd_day then 'unreadable date'
        when least(received_day, due_day, needed_day, asked_day, determined_day, closed_day) < date '1990-01-01'
            or greatest(received_day, asked_day, determined_day, closed_day) > $today
            or greatest(due_day, needed_day) > date '2060-12-31'
            or has_odd_year then 'impossible date'
        when has_odd_outcome then 'unknown outcome'
        when has_odd_status then 'unknown status'
        when has_odd_amount then 'unreadable amount'
    end               as reason
from worded
