-- One row per group of the sign-in provider that has a role here.
select role_group.group_name, role_group.role, role_group.desk_id, desk.name as desk
from store.role_group as role_group
left join store.desk as desk using (desk_id)
order by lower(role_group.group_name)
