-- Whether staff of any desk may record it, as what comes in at a counter, or only those of the desk that works on the request.
alter table store.event_kind add column any_desk boolean default false;
