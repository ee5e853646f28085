-- What people keep for their own work: when they were here last, and views of the queue.

-- One row per person. What was recorded after before_event_id is new in the visit that began at began_at; until_event_id was the
-- newest entry as it began. before_at: when the visit before it began, null where there was none.
create table store.visit (
    person_id       integer primary key,
    began_at        timestamp not null,
    until_event_id  bigint not null,
    before_at       timestamp,
    before_event_id bigint not null
);

-- One row per view: filters of the queue under a name, its maker's own or shared with everybody. made_by: a person. place: among those it is listed with.
create table store.saved_view (
    view_id      integer primary key,
    name         varchar not null,
    made_by      integer not null,
    is_shared    boolean not null,
    place        integer not null,
    status       varchar not null,
    due          varchar not null,
    desk_id      integer,
    person_id    integer,
    track        varchar,
    words        varchar
);
