-- One row per request whose number ends in $digits, of the kind ($kind) and year ($year) that are named, or that had $typed as its
-- identifier in the log it came from; newest first, $most at the most, of what $reader may see. is_whole: the digits are all of its
-- number but zeros.
select
    request_id,
    number,
    split_part(number, '-', 2)                                                                as year,
    coalesce(try_cast(split_part(number, '-', 3) as bigint) = try_cast($digits as bigint), false) as is_whole,
    count(*) over ()                                                                          as total
from store.request
where (
        (ends_with(number, $digits) and ($kind is null or starts_with(number, $kind || '-')) and ($year is null or contains(number, '-' || $year || '-')))
        or source_id = $typed
    )
    and request_id not in (from derived.hidden_from($reader))
order by is_whole desc, year desc, request_id desc
limit $most
