-- Which parts of a contact there were (name|organization|email|phone) before it was sealed: figures count them, nobody reads them.
alter table store.requester add column sealed varchar;
