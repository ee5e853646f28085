-- One row: which kinds of settings were changed, and by whom, as lists of what is filtered by and how it is called.
select
    (
        select list({'key': kind, 'label': coalesce(label, kind)} order by lower(coalesce(label, kind)))
        from (select distinct split_part(what, ' ', 1) as kind from store.setting_change)
        left join derived.setting_kinds() using (kind)
    ) as kinds,
    (
        select list({'key': changed_by, 'label': coalesce(name, changed_by)} order by lower(coalesce(name, changed_by)))
        from (select distinct changed_by from store.setting_change)
        left join store.person on sign_in = changed_by
    ) as people
