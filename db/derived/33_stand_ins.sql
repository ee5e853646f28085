-- Who works in whose place, and which requests nobody has taken up.

-- One row per person: who acts for him or her on a day. That is the person, or the first who works here and is not away of the
-- backup and the backup's backup; null where there is nobody.
create or replace macro derived.stand_ins(day) as table
with

person as (
    select
        person_id,
        backup_id,
        away_from_on,
        away_until_on,
        coalesce(away_from_on <= day::date and coalesce(away_until_on >= day::date, true), false) as is_away,
        is_active and not coalesce(away_from_on <= day::date and coalesce(away_until_on >= day::date, true), false) as is_here
    from store.person
)

select
    own.person_id,
    own.is_away,
    own.away_from_on,
    own.away_until_on,
    case
        when own.is_here then own.person_id
        when backup.is_here then backup.person_id
        when second.is_here then second.person_id
    end as acting_id
from person as own
left join person as backup on backup.person_id = own.backup_id
left join person as second on second.person_id = backup.backup_id;

-- Whether nothing was recorded on an open request for more days than its desk allows.
create or replace macro derived.is_stale(is_open, last_on, stale_days, day) as
    is_open = 1 and last_on < day::date - coalesce(stale_days, 7);

-- Whether a desk that asks for acceptance was given an open request and has not accepted it.
create or replace macro derived.is_not_accepted(is_open, asks_acceptance, accepted_on) as
    is_open = 1 and coalesce(asks_acceptance, false) and accepted_on is null;
