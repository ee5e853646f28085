-- One person of the sample city goes, with that person's calendars, digests, visits and views, and with what names him or her.
delete from store.feed where person_id = $person_id;

delete from store.mailing where recipient = 'person-' || $person_id;

delete from store.visit where person_id = $person_id;

delete from store.saved_view where made_by = $person_id;

delete from store.signed_out where sign_in = $sign_in;

update store.desk set head_id = null where head_id = $person_id;

update store.person set backup_id = null where backup_id = $person_id;

delete from store.person where person_id = $person_id
