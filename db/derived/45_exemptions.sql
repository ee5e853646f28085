-- What may be named as an exemption, from when to when: the rows that ship and over them what the city decided.

-- One row per section and stretch of time in which it is called the same; until_on is the first day on which it no longer is.
create or replace macro derived.exemptions() as table
with

decided as (
    select section, date '0001-01-01' as from_on, title, citation, source, checked_on, checked_by, mark, false as is_withdrawn, false as is_city
    from store.exemption
    where is_exemption
    union all by name
    select section, effective_from as from_on, title, citation, source, checked_on, checked_by, mark, is_withdrawn, true as is_city
    from store.city_exemption
)

select *, lead(from_on) over (partition by section order by from_on, is_city) as until_on
from decided;
