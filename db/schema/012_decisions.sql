-- What decisions, fees, releases, accesses, appeals, misuse and retention are recorded with.

alter table store.event_kind add column about varchar;

alter table store.event add column about_event_id bigint;
alter table store.event add column called_desk_id integer;
alter table store.event add column answer_due_on date;
alter table store.event add column promised_time time;
alter table store.event add column expires_on date;
alter table store.event add column delivery varchar;
alter table store.event add column refresh varchar;
alter table store.event add column terms_accepted_on date;
alter table store.event add column method varchar;
alter table store.event add column reference varchar;
alter table store.event add column minutes integer;
alter table store.event add column cost decimal(12, 2);
alter table store.event add column no_fee boolean;
alter table store.event add column is_privileged boolean;

-- Of a line that was counted: how many units at which price.
alter table store.fee_line add column quantity decimal(12, 2);
alter table store.fee_line add column unit_price decimal(12, 4);

-- Whether the file itself lies in the folder beside the store, or is known by its digest alone.
alter table store.event_file add column is_kept boolean;
