-- One row per report of misuse that waits for its decision by $today and whose holder had reports upheld before: the step that is due.
select request_id, reported_on, upheld_before, upheld_numbers, next_action
from derived.misuse_history($today, $reader)
where action is null and closed_on is null and upheld_before > 0
    and request_id not in (from derived.hidden_from($reader))
order by reported_on desc, report_id desc
