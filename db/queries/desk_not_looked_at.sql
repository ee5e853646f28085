-- One row, or none: a desk that an import made and that no administrator has saved since.
select 1 as found
from derived.public_desks()
where desk_id = $desk_id
    and name = 'Other desk'
