-- One row: what a reader of the result should know about the rows that were taken, and whether the file is hopeless.
select
    taken.*,
    (
        select count(*)
        from (select concat_ws(' ', verbatim, summary, name, organization, office) as words from import_cell)
        where if(strlen(words) = length(words), false, regexp_matches(words, '\x{FFFD}|Ã[\x{80}-\x{BF}]|â€|Â[\x{A0}-\x{BF}]'))
    ) as garbled,
    said.*
from (
    select
        count(*) filter (where fate is not null and is_negative) as negative,
        count(*) filter (where fate is not null and is_undated)  as undated,
        count(*) filter (where fate is not null and is_vague)    as vague
    from import_fate
) as taken
cross join (
    select
        count(*) filter (where is_piece)                            as pieces,
        count(*) filter (where reason = 'unreadable date')          as unreadable,
        count(*) filter (where reason is distinct from 'blank row') as filled
    from import_row
) as said
