-- One row per change of a setting until the end of a day, newest first; total is how many the filters leave.
-- $kind and $changed_by: null for all; $text: stands in what, the old or the new value.
with

found as (
    from derived.setting_changes()
    where changed_at::date <= $today::date
        and ($kind is null or kind = $kind)
        and ($changed_by is null or changed_by = $changed_by)
        and ($text is null or concat_ws(' ', what, old_value, new_value) ilike '%' || $text || '%')
)

select changed_at, changed_by, person, what, old_value, new_value, (select count(*) from found) as total
from found
order by change_id desc
limit $page_size offset $page_size * ($page - 1)
