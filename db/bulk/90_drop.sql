-- What was staged and laid out is in the store now.
drop view if exists bulk_told;

drop view if exists bulk_told_request;

drop table if exists staged_request;

drop table if exists staged_event;

drop table if exists staged_text;

drop table if exists staged_requester;

drop table if exists staged_exemption;

drop table if exists staged_official;

drop table if exists staged_fee;

drop table if exists acting;

drop table if exists bulk_number;

drop table if exists bulk_request;

drop table if exists bulk_exemption;

drop table if exists bulk_official;

drop table if exists bulk_fee;

drop table if exists bulk_requester;

drop table if exists bulk_text;

drop table if exists bulk_event;

drop table if exists bulk_head;

drop table if exists bulk_linked;

drop view if exists bulk_worded;

drop table if exists bulk_ready;

drop table if exists bulk_snapshot;
