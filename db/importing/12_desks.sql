-- The offices of a log become desks where there is none of that name, and the settings tell who added them.
create or replace temp table import_new_desk as
select row_number() over (order by name) as nth, name
from (
    select any_value(coalesce(named.code, office)) as name
    from (
        select office from import_cell where office is not null
        union
        select office from import_entry where office is not null
    )
    left join import_word as named on named.list = 'desks' and named.word = lower(office)
    group by lower(coalesce(named.code, office))
)
where lower(name) not in (select lower(name) from store.desk);

insert into store.desk (desk_id, name, is_active)
select (select coalesce(max(desk_id), 0) from store.desk) + nth, name, true
from import_new_desk;

insert into store.setting_change (change_id, changed_at, changed_by, what, old_value, new_value)
select $import_id::bigint + nth, $now, $by || $mark, 'desk ' || name, null, name
from import_new_desk;
