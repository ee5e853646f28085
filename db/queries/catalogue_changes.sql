-- One row per dataset that an import met otherwise than before.
select change, dataset.title
from store.catalogue_change
join store.dataset as dataset using (dataset_no)
where import_no = $import_no and change <> 'renumbered'
order by change, lower(dataset.title)
