-- One row per word that the letter of an act may say: the city's name and what the codes of the act's entry are called, with a
-- citation where one stands behind it. is_ours: a word of the rules, which has a translation.
-- One union of plain selects: as columns of one row, each by a query of its own, planning them took longer than all the rest of an act.
select 'city' as name, value as word, null as citation, false as is_ours from store.setting where name = 'city'
union all
select 'circumstance', label, citation, true from store.extension_reason where reason_code = $reason_code
union all
select 'outcome_label', label, null, true
from store.choice
where code = $outcome and list in (select outcome_list from store.event_kind where kind = $kind)
union all
select if(list = 'payment_method', 'method', list), label, null, true
from store.choice
where (list, code) in (('payment_method', $method), ('delivery', $delivery), ('refresh', $refresh))
union all
select 'related', number, null, false from store.request where request_id = $related_request_id
