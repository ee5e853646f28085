-- One row: what of the first steps is done, by what stands in the store; $first_on is the first day of this year.
select
    exists (select 1 from store.setting_change where what like 'desk %')
        or exists (select 1 from store.setting where name = 'desks_confirmed')                       as has_desks,
    exists (select 1 from store.closure where last_on >= $first_on)
        or exists (
            select 1 from store.setting where name = 'no_closures_in' and value = year($first_on::date)::varchar
        )                                                                                            as has_closures,
    exists (select 1 from store.request where source <> 'demo')                                      as has_request,
    exists (select 1 from store.setting where name = 'first_steps_away')                             as is_away
