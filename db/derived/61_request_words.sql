-- One row per request and word of its standing receipt: what was asked, its summary, series and fields. Sealed words have none.
create or replace macro derived.request_words(texts) as table (
    with

    standing as (
        select text.request_id as id, string_agg(text.body, ' ' order by text.part) as body
        from query_table(texts) as text
        where text.part in ('verbatim', 'summary', 'record_series', 'data_fields')
            and text.body is not null
            and text.event_id in (select event_id from store.event where kind = 'received')
            and text.event_id not in (select supersedes from store.event where supersedes is not null)
        group by text.request_id
    )

    select id as request_id, word, count(*) over (partition by id)::integer as words
    from derived.words_in('standing')
);
