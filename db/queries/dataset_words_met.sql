-- One row per of these words that a published dataset has.
select distinct word
from store.dataset_word
where word in (select unnest($words))
