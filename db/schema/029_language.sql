-- In which language a requester wants to be written to, and in which a letter was written beside English; null is English alone.
alter table store.requester add column language varchar;

alter table store.letter_text add column language varchar;
