-- One row per kind of event: what it means and who may record it when.
select *
from store.event_kind
order by coalesce(likely, 99), kind
