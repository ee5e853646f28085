-- The words kept as tables; in the order of the words, so that the engine reads few blocks of them.
insert into store.request_word
from derived.request_words('store.request_text')
order by word, request_id;

insert into store.dataset_word by name
from derived.dataset_words()
order by word, dataset_no;
