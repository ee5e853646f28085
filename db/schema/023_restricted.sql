-- Who may see a request that was restricted: the people's ids, ascending, with | between them.
alter table store.event add column readers varchar;
