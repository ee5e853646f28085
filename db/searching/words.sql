-- One row per word of a text as the search tables hold it; derived.words_in does the same for many texts at once.
select distinct derived.stem(spoken) as word
from (select unnest(derived.words(left($text, 6000))) as spoken)
where (length(spoken) > 1 or spoken between '0' and '9')
    and spoken not in (select word from store.search_word where means is null)
