-- Where several rows of the file are one request: one row per identifier in their place, called by the first of them.
create or replace temp table import_member as
select row_no, coalesce(min(row_no) over (partition by identifier), row_no) as group_no
from import_part
where identifier is not null
union all
select row_no, row_no
from import_part
where identifier is null;

-- What parts say differently is put together; of dates the earliest begins and the latest ends, and an open part keeps all open.
-- A date that cannot be read goes before all others, so that it is found. Of events the columns tell of the whole request each time.
create or replace temp macro import_first(x, formats, stamps, midnights, zone, excel) as
    arg_min(x, coalesce(import_day(x, formats, stamps, midnights, zone, excel), date '0001-01-01'));
create or replace temp macro import_last(x, formats, stamps, midnights, zone, excel) as
    arg_max(x, coalesce(import_day(x, formats, stamps, midnights, zone, excel), date '9999-12-31'));
create or replace temp macro import_joined(x, mark) as nullif(array_to_string(list_sort(list(distinct x) filter (where x is not null)), mark), '');

create or replace temp table import_whole as
select
    group_no                                                                          as row_no,
    any_value(identifier)                                                             as identifier,
    coalesce(
        import_first(received_on, $formats, $stamps, $midnights, $zone, $excel),
        import_first(routed_on, $formats, $stamps, $midnights, $zone, $excel)
    )                                                                                 as received_on,
    import_last(stated_due_on, $formats, $stamps, $midnights, $zone, $excel)          as stated_due_on,
    import_last(needed_by_on, $formats, $stamps, $midnights, $zone, $excel)           as needed_by_on,
    import_last(asked_on, $formats, $stamps, $midnights, $zone, $excel)               as asked_on,
    if(
        not $is_event and bool_or(determined_on is null), null,
        import_last(determined_on, $formats, $stamps, $midnights, $zone, $excel)
    )                                                                                 as determined_on,
    if(
        not $is_event and bool_or(closed_on is null), null,
        import_last(closed_on, $formats, $stamps, $midnights, $zone, $excel)
    )                                                                                 as closed_on,
    import_last(routed_on, $formats, $stamps, $midnights, $zone, $excel)              as routed_on,
    arg_max(outcome, part.row_no)                                                     as outcome,
    arg_max(status, part.row_no)                                                      as status,
    if($is_event, null, import_joined(office, '; '))                                  as office,
    import_joined(exemptions, $separator)                                             as exemptions,
    null::varchar                                                                     as activity,
    import_joined(verbatim, chr(10))                                                  as verbatim,
    import_joined(summary, chr(10))                                                   as summary,
    import_joined(intended_use, chr(10))                                              as intended_use,
    import_joined(record_series, chr(10))                                             as record_series,
    import_joined(data_fields, chr(10))                                               as data_fields,
    import_joined(name, '; ')                                                         as name,
    import_joined(organization, '; ')                                                 as organization,
    import_joined(email, '; ')                                                        as email,
    import_joined(phone, '; ')                                                        as phone,
    import_joined(language, '; ')                                                     as language,
    bool_or(is_header)                                                                as is_header,
    if($is_event, arg_min(fees, part.row_no), flatten(list(fees order by part.row_no)))       as fees,
    if($is_event, arg_min(fees_on, part.row_no), flatten(list(fees_on order by part.row_no))) as fees_on,
    max(filled)                                                                       as filled
from import_part as part
join import_member as member using (row_no)
group by group_no;

create or replace temp view import_cell as from import_whole;

-- One row per step of an event log: the request went to another desk, or an act of a known kind was done.
create or replace temp table import_entry as
with

told as (
    select
        group_no                                                                 as row_no,
        part.row_no                                                              as part_no,
        import_day(routed_on, $formats, $stamps, $midnights, $zone, $excel)      as on_date,
        import_moment(routed_on, $timed, $stamps, $zone)                         as happened_at,
        if($new_desks or desk.desk_id is not null, office, null)                 as office,
        activity.code                                                            as kind
    from import_part as part
    join import_member as member using (row_no)
    left join import_word as named on named.list = 'desks' and named.word = lower(office)
    left join store.desk as desk on lower(desk.name) = lower(coalesce(named.code, office))
    left join import_word as activity on activity.list = 'activities' and activity.word = lower(part.activity)
    where $is_event
),

stepped as (
    select row_no, part_no, 0 as within, 'routed' as kind, on_date, happened_at, office
    from (select *, lag(office) over (partition by row_no order by on_date, happened_at, part_no) as before from told where office is not null)
    where office is distinct from before
    union all
    select row_no, part_no, 1, kind, on_date, happened_at, null
    from told
    where kind is not null
)

select
    row_no,
    row_number() over (partition by row_no order by on_date, happened_at, part_no, within) as place,
    kind,
    on_date,
    happened_at,
    office
from stepped;
