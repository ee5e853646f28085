-- One row per section and stretch of time: how it is called, or that it is withdrawn, who says so, and since when; what must be
-- disclosed is none (is_exemption false).
select *, true as is_exemption
from derived.exemptions()
union all by name
select
    section,
    date '0001-01-01' as from_on,
    title,
    citation,
    source,
    checked_on,
    checked_by,
    mark,
    false as is_withdrawn,
    false as is_city,
    false as is_exemption
from store.exemption
where not is_exemption
order by section, from_on
