-- One row per report of misuse on one request that is not closed by $as_of.
select event_id, report_id
from derived.misuse_reports($request_id, $as_of)
where closed_on is null
order by report_id
