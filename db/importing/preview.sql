-- Of each fate and each reason the first rows of the file: what they say, and what is here now.
select
    fate.row_no,
    fate.fate,
    fate.reason,
    said.identifier,
    said.received_on,
    said.stated_due_on,
    said.determined_on,
    said.closed_on,
    said.status,
    said.outcome,
    said.vague,
    cell.office,
    cell.verbatim,
    here.number,
    here.received_on as received_before,
    here.closed_on   as closed_before
from (
    select fate, reason, unnest(min(row_no, 20)) as row_no
    from import_fate
    group by fate, reason
) as first
join import_fate as fate using (row_no)
join import_row as said using (row_no)
join import_cell as cell using (row_no)
left join store.snapshot as here on here.request_id = fate.request_id
order by fate.fate, fate.reason, fate.row_no
