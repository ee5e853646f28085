-- One row per way to get a dataset, in the order of its catalogue.
select coalesce(format, title, 'Address') as format, address
from store.distribution
where dataset_no = $dataset_no
order by place
