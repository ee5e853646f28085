-- All that was laid out joins the store.
insert into store.request by name from bulk_request;

insert into store.event_exemption by name from bulk_exemption;

insert into store.event_official by name from bulk_official;

insert into store.fee_line by name from bulk_fee;

insert into store.requester by name from bulk_requester;

insert into store.request_text by name from bulk_text;

insert into store.event by name from bulk_ready;

delete from store.import_row
where request_id in (select request_id from staged_request where row_sha256 is not null);

insert into store.import_row
select request_id, row_sha256
from staged_request
where row_sha256 is not null;

delete from store.snapshot
where request_id in (select request_id from acting);

insert into store.snapshot by name from bulk_snapshot;

create or replace temp view bulk_worded as
from store.request_text
where request_id in (select request_id from bulk_ready where kind = 'received');

delete from store.request_word
where request_id in (select request_id from bulk_ready where kind = 'received' and supersedes is not null);

insert into store.request_word
from derived.request_words('bulk_worded')
order by word, request_id;
