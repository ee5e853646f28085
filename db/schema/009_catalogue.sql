-- What the city has published or knows of: datasets from its open-data catalogues, its enterprise systems, and what was suggested.

-- One row per dataset that any import told of. dataset_no is ours and stays when the portal gives it another identifier.
-- Texts are kept without markup. endpoint is the best address for a program, gone_on the day an import missed it.
create table store.dataset (
    dataset_no    bigint primary key,
    catalogue     varchar not null,
    identifier    varchar not null,
    title         varchar not null,
    description   varchar,
    keywords      varchar,
    publisher     varchar,
    access_level  varchar not null check (access_level in ('public', 'restricted public', 'non-public')),
    landing_page  varchar,
    endpoint      varchar,
    modified      varchar,
    first_seen_on date not null,
    last_seen_on  date not null,
    gone_on       date
);

-- The ways a dataset can be had, in the order of its catalogue.
create table store.distribution (
    dataset_no    bigint not null,
    place         integer not null,
    title         varchar,
    format        varchar,
    address       varchar not null,
    primary key (dataset_no, place)
);

-- Every identifier that a dataset ever had, so that a request that names an old one still leads to it.
create table store.dataset_identifier (
    dataset_no    bigint not null,
    identifier    varchar not null,
    since_on      date not null,
    primary key (identifier, dataset_no)
);

create table store.catalogue_import (
    import_no     bigint primary key,
    catalogue     varchar not null,
    source        varchar not null,
    imported_at   timestamp not null,
    imported_by   varchar not null,
    datasets      integer not null,
    left_out      integer not null
);

-- What an import met otherwise than the one before: appeared, vanished, returned, renumbered, retitled, opened, withheld.
create table store.catalogue_change (
    import_no     bigint not null,
    dataset_no    bigint not null,
    change        varchar not null,
    primary key (import_no, dataset_no, change)
);

-- Gov. Code 7922.710: one row per enterprise system, as the city's own list tells it.
create table store.enterprise_system (
    system_no            integer primary key,
    vendor               varchar not null,
    product              varchar not null,
    purpose              varchar,
    data_kinds           varchar,
    custodian            varchar,
    collection_frequency varchar,
    update_frequency     varchar
);

-- What stood beside the form when a request was saved. Exactly one of dataset_no and related_request_id is given.
create table store.suggestion (
    request_id         bigint not null,
    place              integer not null,
    dataset_no         bigint,
    related_request_id bigint,
    is_used            boolean not null,
    primary key (request_id, place)
);

-- Words of the search: common ones that nobody looks for (means is null), and what else people call a thing, separated by |.
create table store.search_word (
    word         varchar primary key,
    means        varchar
);
