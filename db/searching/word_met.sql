-- One row: how many earlier requests have one of the words asked for, the one at {place}. By itself each is found where it stands in
-- the table; all of them together were grouped by their letters, a million rows of a common word too.
select $words[{place}] as word, count(*) as requests
from store.request_word
where word = $words[{place}]
