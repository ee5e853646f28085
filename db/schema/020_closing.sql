-- Which outcomes a request may be closed with, by what was determined.
create table store.closing_fit (
    determination varchar not null,
    closed_as     varchar not null,
    needs_giving  boolean not null,
    primary key (determination, closed_as)
);
