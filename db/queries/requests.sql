-- One row per request received by $as_of: where it stood then.
select *
from derived.as_of($as_of::date)
order by number
