-- One row per of these words, which no dataset has, that one of a dataset is near to: the likeliest that was meant.
select asked, arg_max(known.word, jaro_winkler_similarity(asked, known.word)) as word
from (select unnest($words) as asked)
join (select distinct word from store.dataset_word) as known
    on length(asked) > 3 and left(known.word, 1) = left(asked, 1) and jaro_winkler_similarity(asked, known.word) >= 0.92
group by asked
