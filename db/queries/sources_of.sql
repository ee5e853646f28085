-- One row per imported log that has some of these identifiers: how many.
select source, count(*) as known
from store.request
where source_id in (select unnest($identifiers::varchar[]))
    and source not in ('desk', 'demo')
group by source
order by known desc, source
limit 1
