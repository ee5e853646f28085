-- On which statute or resolution a line of a fee rests: that of the fee schedule, or as it was typed.
alter table store.fee_line add column basis varchar;
