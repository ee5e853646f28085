-- Everything in the log goes: the sample's requests, what was tried on them, and what was voided beside them.
delete from store.event_exemption;

delete from store.event_official;

delete from store.fee_line;

delete from store.event_file;

delete from store.requester;

delete from store.request_text;

delete from store.letter_sending;

delete from store.letter_text;

delete from store.submission;

delete from store.suggestion;

delete from store.import_row;

delete from store.import_added;

delete from store.import_undo;

delete from store.import_run;

delete from store.event;

delete from store.request;

delete from store.counter;

-- Datasets that the sample's catalogue brought and that no later catalogue names.
create or replace temp table sample_dataset as
select change.dataset_no
from store.catalogue_change as change
join store.catalogue_import as import using (import_no)
join store.dataset as dataset using (dataset_no)
where change.change = 'appeared' and import.source = $catalogue and import.imported_by = 'data'
    and (dataset.gone_on is not null or not exists (
        select 1 from store.catalogue_import as later where later.catalogue = import.catalogue and later.import_no > import.import_no
    ));

delete from store.distribution where dataset_no in (from sample_dataset);

delete from store.dataset_identifier where dataset_no in (from sample_dataset);

delete from store.catalogue_change where dataset_no in (from sample_dataset);

delete from store.dataset where dataset_no in (from sample_dataset);

delete from store.catalogue_import where source = $catalogue and imported_by = 'data' and import_no not in (select import_no from store.catalogue_change);

drop table sample_dataset
