-- The words of a text as they are looked for: lower case, without accents, endings and the words that every request has.
-- One definition for what is kept and what is asked, so that both meet.

-- Parking is no park and building no build: after k, d and r an -ing stays. Each step names its word once, because the
-- engine copies what a macro is given wherever it is named, and plans every copy.
create or replace macro derived.singular(w) as
    regexp_replace(regexp_replace(regexp_replace(w, '^(.{2,})ies$', '\1y'), '(ss|ch|sh|x)es$', '\1'), '^(..+[^sui])s$', '\1');

create or replace macro derived.without_ending(w) as
    regexp_replace(
        regexp_replace(regexp_replace(regexp_replace(w, 'nn(ing|ed)$', 'n'), '(..[^kdr])ing$', '\1'), '(.{4}t)ion$', '\1'), '(..[^e])ed$', '\1'
    );

create or replace macro derived.stem(w) as regexp_replace(derived.without_ending(derived.singular(w)), '(..[^e])e$', '\1');

create or replace macro derived.words(text) as regexp_extract_all(lower(strip_accents(text)), '[a-z]+|[0-9]+');

-- One row per word of each text of a relation (id, body), without common words: how often it stands there. Of a long text
-- its first part is taken.
create or replace macro derived.words_in(texts) as table (
    with

    spoken as materialized (
        select id, unnest(derived.words(left(body, 6000))) as spoken
        from query_table(texts)
    ),

    stemmed as (
        select spoken, derived.stem(spoken) as word
        from (select distinct spoken from spoken)
        where (length(spoken) > 1 or spoken between '0' and '9')
            and spoken not in (select word from store.search_word where means is null)
    )

    select spoken.id, stemmed.word, count(*)::integer as times
    from spoken
    join stemmed using (spoken)
    group by spoken.id, stemmed.word
);
