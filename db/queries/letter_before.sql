-- One row where this entry, or the one that it stands in place of, sent a letter.
select 1 as is_so
from store.letter_text
where event_id in ($event_id, $in_place_of)
limit 1
