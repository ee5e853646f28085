-- One row: by which day an office's answer is usually wanted, for a call made on $on_date: the second day that City Hall is open
-- before the safe target, so that two remain to review; never before the next open day. Without a target five open days on.
with

open_day as (
    select day, count(*) over (order by day) as open_no
    from store.calendar
    where is_open and day between $on_date::date - 60 and $on_date::date + 400
),

next as (
    select min(open_no) as open_no
    from open_day
    where day > $on_date::date
),

target as (
    select max(open_no) as open_no
    from open_day
    where day <= $safe_on::date
)

select day
from open_day
where open_no = (
    select if($safe_on is null, next.open_no + 4, greatest(next.open_no, target.open_no - 2))
    from next, target
)
