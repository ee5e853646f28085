-- The words of every request's standing receipt and of every published dataset, to find alike ones by. As private as the
-- words themselves: one row per text and word. words: how many a text has; weight: how much a word tells of its dataset.
drop table if exists store.request_word;

drop table if exists store.dataset_word;

create table store.request_word (
    request_id   bigint not null,
    word         varchar not null,
    words        integer not null
);

create table store.dataset_word (
    dataset_no   bigint not null,
    word         varchar not null,
    weight       double not null,
    title_words  integer not null,
    in_title     boolean not null
);
