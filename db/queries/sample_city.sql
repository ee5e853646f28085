-- One row while the store holds a sample city, else none.
select 1 as is_in
from store.request
where source = 'demo'
limit 1
