-- One row per version of one letter's wording, newest first. body null: the shipped wording.
select
    wording.wording_id,
    wording.letter,
    wording.body,
    wording.written_at,
    coalesce(person.name, wording.written_by) as written_by
from store.letter_wording as wording
left join store.person as person on person.sign_in = wording.written_by
where wording.letter = $letter
order by wording.wording_id desc
