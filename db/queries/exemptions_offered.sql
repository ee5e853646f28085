-- One row per section that was in force on some day from $from_on to $until_on, as it is called last.
select section, title, citation, source, checked_on, checked_by, mark
from derived.exemptions()
where not is_withdrawn
    and from_on <= $until_on
    and (until_on is null or until_on > $from_on)
qualify row_number() over (partition by section order by from_on desc) = 1
order by section
