-- One row, or none: a logo that a letterhead has or had.
select png
from store.logo
where sha256 = $sha256
