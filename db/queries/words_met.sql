-- One row per word that earlier requests have: how many have it.
select word, count(*) as requests
from store.request_word
where word in (select unnest($words))
group by word
order by requests, word
