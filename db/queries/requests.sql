-- One row per request received by $as_of: where it stood then, and the days from receipt to its determination.
-- Working days count both ends and leave out weekends, judicial holidays and closures.
select
    counted.* exclude (readers),
    counted.determined_on - counted.received_on as determination_days,
    derived.working_days(began, ended)          as determination_working_days
from derived.as_of($as_of::date) as counted
left join store.calendar as began on began.day = counted.received_on
left join store.calendar as ended on ended.day = counted.determined_on
where counted.request_id not in (from derived.hidden_from($reader))
order by counted.number
