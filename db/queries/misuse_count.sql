-- One row: how many reports of misuse there are by $today; voided requests are left out.
select count(*) as reports
from derived.misuse_reports(null, $today) as report
join store.snapshot as snapshot using (request_id)
where snapshot.status <> 'voided'
    and request_id not in (from derived.hidden_from($reader))
