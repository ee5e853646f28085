-- One row where this entry, or the one that it stands in place of, sent a letter: its text, and its language beside English.
select body, language
from store.letter_text
where event_id in ($event_id, $in_place_of)
order by event_id desc
limit 1
