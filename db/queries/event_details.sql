-- One row: the repeated details of one event, as its form gave them. Officials come in the order in which they were named:
-- rows are only ever appended, so the row's place tells it.
with

official as (
    select name, title, row_number() over (order by rowid) as place
    from store.event_official
    where event_id = $event_id and request_id = $request_id
)

select
    coalesce((select list(section order by section) from store.event_exemption where event_id = $event_id and request_id = $request_id), []) as sections,
    (select name from official where place = 1)                                                               as official_name,
    (select title from official where place = 1)                                                              as official_title,
    coalesce((select list((name, title) order by place) from official where place > 1), [])                    as further_officials,
    (select min(fee_kind) from store.fee_line where event_id = $event_id and request_id = $request_id and line_no = 1) as fee_kind,
    (
        select list({fee_kind: fee_kind, amount: amount, quantity: quantity, unit_price: unit_price, label: label, basis: basis} order by line_no)
        from store.fee_line
        where event_id = $event_id and request_id = $request_id
    ) as lines
