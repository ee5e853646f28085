-- One row per desk, with the name that may leave for the public. What an import made a desk was a cell of a file: it is
-- 'Other desk' until an administrator saves that desk in Settings.
create or replace macro derived.public_desks() as table (
    with

    made as (
        select new_value as name, max(change_id) as made
        from store.setting_change
        where what = 'desk ' || new_value and regexp_matches(changed_by, ' \(import .*\)$', 's')
        group by new_value
    ),

    saved as (
        select what, max(change_id) as saved
        from store.setting_change
        where what like 'desk %' and new_value <> substr(what, 6)
        group by what
    )

    select
        desk.desk_id,
        if(made is null or saved > made, desk.name, 'Other desk') as name
    from store.desk as desk
    left join made on made.name = desk.name
    left join saved on saved.what = 'desk ' || desk.desk_id
);
