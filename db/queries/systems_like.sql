-- One row per enterprise system that has every word of $text somewhere, or per system where there is none.
select *
from store.enterprise_system
where list_bool_and(list_transform(
    list_concat(['%'], list_transform(string_split(lower(trim($text)), ' '), lambda word: '%' || word || '%')),
    lambda part: lower(concat_ws(' ', vendor, product, purpose, data_kinds, custodian)) like part
))
order by lower(custodian) nulls last, lower(product), system_no
