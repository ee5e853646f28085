-- Numbers given here must be without gap: the counter is what was given.
select track, year, last, given
from (
    select
        if(number like 'PRA-%', 'records', 'data')          as track,
        split_part(number, '-', 2)::integer                 as year,
        count(*)                                            as given
    from store.request
    group by all
) as used
full join store.counter using (track, year)
where last is distinct from given
