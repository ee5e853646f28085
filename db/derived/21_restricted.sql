-- Who may see which request. A request is restricted from the day's entry on that names its readers, in all that it ever was.

-- One row per request that a person (null: nobody, as for a file that anyone may read) may not see.
create or replace macro derived.hidden_from(reader) as table
select request_id
from store.snapshot
where readers is not null
    and coalesce(not contains('|' || readers || '|', '|' || reader::integer || '|'), true);
