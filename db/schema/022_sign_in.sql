-- Which role, and perhaps desk, whoever is in a group of the sign-in provider has here.
create table store.role_group (
    group_name   varchar primary key,
    role         varchar not null check (role in ('viewer', 'staff', 'official', 'manager', 'administrator', 'auditor')),
    desk_id      integer
);

-- Who came in by a group, and not because an administrator added them: they leave with the group.
alter table store.person add column is_from_group boolean;
