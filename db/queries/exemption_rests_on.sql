-- A row where a determination names this section and only this decision of the city knows it.
select section
from store.event_exemption
where section = $section
    and section not in (select section from store.exemption)
    and section not in (select section from store.city_exemption where effective_from <> $effective_from)
limit 1
