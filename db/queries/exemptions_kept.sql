-- One row per section and stretch of time: how it is called, or that it is withdrawn, who says so, and since when.
from derived.exemptions()
order by section, from_on
