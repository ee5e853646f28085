-- One row per exemption among $sections.
select section, title, citation
from store.exemption
where section in (select unnest($sections::varchar[]))
order by section
