-- What an outcome asks for besides what its kind of event always does; empty where the kind's own fields stand.

alter table store.choice add column requires varchar;
alter table store.choice add column optional varchar;
