insert into store.fee_line (event_id, request_id, line_no, fee_kind, amount)
values ($event_id, $request_id, $line_no, $fee_kind, $amount);
