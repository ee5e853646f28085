-- One row: the repeated details of one event, as its form gave them.
select
    coalesce((select list(section order by section) from store.event_exemption where event_id = $event_id and request_id = $request_id), []) as sections,
    (select max(name) from store.event_official where event_id = $event_id and request_id = $request_id)      as official_name,
    (select max(title) from store.event_official where event_id = $event_id and request_id = $request_id)     as official_title,
    (select min(fee_kind) from store.fee_line where event_id = $event_id and request_id = $request_id and line_no = 1) as fee_kind,
    (
        select list({fee_kind: fee_kind, amount: amount, quantity: quantity, unit_price: unit_price, label: label} order by line_no)
        from store.fee_line
        where event_id = $event_id and request_id = $request_id
    ) as lines
