-- One row: what a reader of the result should know about the rows that were taken, and whether the file is hopeless.
select
    count(*) filter (
        where fate.fate is not null and coalesce(said.status, 'closed') = 'closed' and said.closed_on < said.received_on
    ) as negative,
    count(*) filter (where fate.fate is not null and said.received_on is null) as undated,
    count(*) filter (where fate.fate is not null and said.vague is not null) as vague,
    (
        select count(*)
        from import_cell
        where regexp_matches(concat_ws(' ', verbatim, summary, name, organization, office), '\x{FFFD}|Ã[\x{80}-\x{BF}]|â€|Â[\x{A0}-\x{BF}]')
    ) as garbled,
    count(*) filter (where said.is_piece)                            as pieces,
    count(*) filter (where said.reason = 'unreadable date')          as unreadable,
    count(*) filter (where said.reason is distinct from 'blank row') as filled
from import_row as said
join import_fate as fate using (row_no)
