-- Exemptions: who checked each row against which source, and what the city adds to the rows that ship.

-- A reference table holds nothing of its own: it is made anew and refilled.
drop table store.exemption;

create table store.exemption (
    section        varchar primary key,
    title          varchar not null,
    former_section varchar,
    is_exemption   boolean not null,
    citation       varchar not null,
    source         varchar not null,
    checked_on     date not null,
    checked_by     varchar not null,
    mark           varchar not null
);

-- One row per decision of the city about a section: from effective_from on it is called so, or no longer offered.
create table store.city_exemption (
    section        varchar not null,
    effective_from date not null,
    title          varchar not null,
    citation       varchar not null,
    is_withdrawn   boolean not null,
    source         varchar not null,
    checked_on     date not null,
    checked_by     varchar not null,
    mark           varchar not null check (mark in ('V', 'S', 'U')),
    primary key (section, effective_from)
);
