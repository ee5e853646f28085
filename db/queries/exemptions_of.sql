-- One row per exemption among $sections, as it is called on $on_date; without a day, as it is called last.
select section, title, citation
from derived.exemptions()
where section in (select unnest($sections::varchar[]))
    and from_on <= coalesce($on_date::date, date '9999-12-31')
qualify row_number() over (partition by section order by is_withdrawn, from_on desc) = 1
order by section
