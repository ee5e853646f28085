-- One row per entry that an import of this source made for a request that is here, and did not itself replace.
-- What staff replaced, struck out or sealed since is theirs and stays as it is.
create or replace temp table import_standing as
with

changed as (
    select row_no, request_id
    from import_plan
    where request_id is not null
),

later as (
    select supersedes as event_id, bool_or(ends_with(recorded_by, $mark)) as is_ours
    from store.event
    where supersedes is not null and request_id in (select request_id from changed)
    group by supersedes
),

sealed as (
    select event_id
    from store.request_text
    where body is null and request_id in (select request_id from changed)
    union
    select event_id
    from store.requester
    where coalesce(name, organization, email, phone, language) is null and request_id in (select request_id from changed)
)

select
    changed.row_no,
    event.*,
    coalesce(
        fee_line.line_no,
        row_number() over (partition by row_no, kind order by coalesce(event.in_place_of, event.event_id))
    ) as line_no,
    later.event_id is not null or event.event_id in (select event_id from sealed) as is_theirs
from store.event as event
join changed using (request_id)
left join store.fee_line as fee_line using (event_id)
left join later using (event_id)
where ends_with(event.recorded_by, $mark)
    and event.kind <> 'corrected'
    and not coalesce(later.is_ours, false);

-- What hangs on the staged entries of changed requests, digested as derived.detail_digest and derived.text_digest do it.
create or replace temp table import_digest as
select
    row_no,
    step,
    sha256(array_to_string(list_sort(list(line) filter (where is_detail)), chr(30)))        as detail_sha256,
    sha256(array_to_string(list_sort(list(line) filter (where not is_detail)), chr(30)))    as text_sha256
from (
    select row_no, step, true as is_detail, concat_ws(chr(31), 'exemption', section) as line
    from staged_exemption
    union all
    select row_no, step, true, concat_ws(chr(31), 'fee', line_no::varchar, fee_kind, amount::decimal(12, 2)::varchar)
    from staged_fee
    union all
    select row_no, step, false, concat_ws(chr(31), 'text', part, sha256(body))
    from staged_text
    union all
    select row_no, step, false, concat_ws(chr(31), 'requester', derived.requester_sha256(name, organization, email, phone, language))
    from staged_requester
)
where row_no in (select row_no from import_standing)
group by row_no, step;

-- One row per staged entry that has a standing one in its place. Days that only stand in for an unknown one may differ.
create or replace temp table import_match as
select
    staged.row_no,
    staged.step,
    standing.event_id,
    standing.is_theirs or (
        (standing.on_date = staged.on_date or (staged.irregular = 'undated' and standing.irregular = 'undated' and staged.on_date = $today))
        and (
            standing.irregular, standing.track, standing.channel, standing.stated_due_on, standing.needed_by_on,
            standing.desk_id, standing.happened_at, standing.outcome, standing.amount, standing.detail_sha256, standing.text_sha256
        ) is not distinct from (
            staged.irregular, staged.track, staged.channel, staged.stated_due_on, staged.needed_by_on,
            staged.desk_id, staged.happened_at, staged.outcome, staged.amount, digest.detail_sha256, digest.text_sha256
        )
    ) as may_stay
from (select *, row_number() over (partition by row_no, kind order by step) as nth from staged_event) as staged
left join staged_fee using (row_no, step)
left join import_digest as digest using (row_no, step)
join import_standing as standing
    on standing.row_no = staged.row_no
    and standing.kind = staged.kind
    and standing.line_no = coalesce(staged_fee.line_no, nth);

delete from staged_event
where (row_no, step) in (select (row_no, step) from import_match where may_stay);

delete from staged_text
where (row_no, step) in (select (row_no, step) from import_match where may_stay);

delete from staged_requester
where (row_no, step) in (select (row_no, step) from import_match where may_stay);

delete from staged_exemption
where (row_no, step) in (select (row_no, step) from import_match where may_stay);

delete from staged_fee
where (row_no, step) in (select (row_no, step) from import_match where may_stay);

update staged_event
set supersedes = import_match.event_id
from import_match
where import_match.row_no = staged_event.row_no and import_match.step = staged_event.step;

insert into staged_event by name
select
    row_no,
    ahead + fee_lines + 3 + row_number() over (partition by row_no order by event_id) as step,
    'corrected' as kind,
    on_date,
    event_id    as supersedes
from import_standing cross join import_steps
where not is_theirs
    and event_id not in (select event_id from import_match)
