-- One row per published dataset and word of its title, keywords and description; longer texts weigh their words less (BM25F).
create or replace macro derived.evened(field) as case field when 'title' then 0.5 when 'keyword' then 0.6 else 0.75 end;

create or replace macro derived.dataset_words() as table (
    with

    published as (
        from store.dataset
        where access_level = 'public' and gone_on is null
    ),

    titles as (
        select dataset_no as id, title as body from published
    ),

    keywords as (
        select dataset_no as id, keywords as body from published where keywords is not null
    ),

    descriptions as (
        select dataset_no as id, left(description, 1500) as body from published where description is not null
    ),

    said as (
        select id, word, times, 'title' as field from derived.words_in('titles')
        union all
        select id, word, least(times, 2) as times, 'keyword' as field from derived.words_in('keywords')
        union all
        select id, word, least(times, 3) as times, 'description' as field from derived.words_in('descriptions')
    ),

    lengths as (
        select id, field, sum(times) as length
        from said
        group by id, field
    ),

    usual as (
        select field, avg(length) as length
        from lengths
        group by field
    )

    select
        said.id                                                                     as dataset_no,
        said.word,
        sum(
            said.times * case said.field when 'title' then 4 when 'keyword' then 1.5 else 1 end
            / (1 - derived.evened(said.field) + derived.evened(said.field) * lengths.length / usual.length)
        )::double                                                                   as weight,
        coalesce(any_value(titled.length), 1)::integer   as title_words,
        bool_or(said.field = 'title')                                               as in_title
    from said
    join lengths using (id, field)
    join usual using (field)
    left join lengths as titled on titled.id = said.id and titled.field = 'title'
    group by said.id, said.word
);
