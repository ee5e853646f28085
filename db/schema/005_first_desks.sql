-- The offices that the city's guide names, and one person to begin with. Settings changes all of it.
insert into store.desk (desk_id, name, is_active) values
    (1, 'City Clerk', true),
    (2, 'Information Technology', true),
    (3, 'Planning & Development Services', true);

insert into store.person (person_id, sign_in, name, title, role, desk_id, is_active) values
    (1, 'administrator', 'Desk administrator', 'Administrator', 'administrator', 1, true);

insert into store.setting (name, value) values
    ('city', 'City of Oxnard');
