-- One row per request that has some of these words, likest first, later ones first among equals; at most $most.
-- $words and $rarities belong together; $asked is how many words were asked in all. likeness: 1 for the same words.
with

rarity as (
    select unnest($words) as word, unnest($rarities) as rarity
)

select
    request_id,
    sum(rarity) / $all_rarity * (0.5 + 0.5 * count(*) / ($asked + any_value(words) - count(*))) as likeness
from store.request_word
join rarity using (word)
where word in (select unnest($words))
group by request_id
having count(*) >= least(2, $asked)
order by likeness desc, request_id desc
limit $most
