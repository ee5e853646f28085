-- One row per saved view that $person_id sees, the own ones first, each group in its order.
select view_id, name, made_by, is_shared, place, status, due, desk_id, person_id, track, words
from store.saved_view
where is_shared or made_by = $person_id
order by is_shared, place, view_id
