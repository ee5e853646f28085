-- What an import read takes the place of what was known; a dataset that it does not tell of stays, as gone.
create or replace temp table first_seen as
select dataset_no, first_seen_on
from store.dataset
where dataset_no in (select dataset_no from staged_dataset);

update store.dataset
set gone_on = $today
where catalogue = $catalogue and gone_on is null and dataset_no not in (select dataset_no from staged_dataset);

delete from store.distribution
where dataset_no in (select dataset_no from staged_dataset);

delete from store.dataset
where dataset_no in (select dataset_no from staged_dataset);

insert into store.dataset by name
select
    staged_dataset.*,
    coalesce(first_seen.first_seen_on, $today) as first_seen_on,
    $today                                     as last_seen_on
from staged_dataset
left join first_seen using (dataset_no);

insert into store.distribution by name
from staged_way;

insert into store.dataset_identifier by name
select dataset_no, identifier, $today as since_on
from staged_dataset
anti join store.dataset_identifier as kept using (dataset_no, identifier);

delete from store.dataset_word;

insert into store.dataset_word by name
from derived.dataset_words()
order by word, dataset_no;
