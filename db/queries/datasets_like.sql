-- One row per published dataset that these words may ask for, best first; at most $most. $misspelt are words that no dataset
-- has, $meant the ones that were likely meant.
with

spoken as (
    select unnest($words) as word
),

near as (
    select unnest($misspelt) as asked, unnest($meant) as word, 0.8 as share
),

called as (
    select distinct asked, derived.stem(unnest(string_split(means, '|'))) as word
    from (select derived.stem(word) as asked, means from store.search_word where means is not null)
    where asked in (select word from spoken)
),

meant as (
    select asked, word, max(share) as share
    from (
        select word as asked, word, 1.0 as share from spoken
        union all
        from near
        union all
        select word as asked, right(word, 2) as word, 0.6 as share from spoken where word between '2000' and '2099'  -- FY18
        union all
        select asked, word, 0.45 as share from called
    )
    group by asked, word
),

rarity as (
    select
        word,
        ln(1 + (greatest((select count(*) from store.dataset where access_level = 'public' and gone_on is null) - count(*), 0) + 0.5) / (count(*) + 0.5)) as rarity
    from store.dataset_word
    where word in (select word from meant)
    group by word
),

hits as (
    select
        dataset_no,
        asked,
        max(share * rarity * weight * 2.2 / (weight + 1.2))   as score,
        max(if(in_title, share, 0))                           as titled,
        any_value(title_words)                                as title_words
    from store.dataset_word
    join meant using (word)
    join rarity using (word)
    group by dataset_no, asked
),

ranked as (
    select
        dataset_no,
        sum(score) * (0.6 + 0.4 * count(*) / (select count(*) from spoken)) * (1 + 0.35 * least(1, sum(titled) / any_value(title_words))) as score
    from hits
    group by dataset_no
)

select dataset_no, dataset.title, dataset.identifier, dataset.endpoint, dataset.landing_page, round(score, 6) as score
from ranked
join store.dataset as dataset using (dataset_no)
order by score desc, dataset.title, dataset_no
limit $most
