-- One row per time zone that the engine knows.
select name
from pg_timezone_names()
order by name
