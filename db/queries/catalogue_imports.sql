-- One row per import of a catalogue, the latest first: what it read, and how much of it was otherwise than before.
with

changed as (
    select
        import_no,
        count(if(change = 'appeared', 1, null))   as appeared,
        count(if(change = 'vanished', 1, null))   as vanished,
        count(if(change = 'renumbered', 1, null)) as renumbered
    from store.catalogue_change
    group by import_no
)

select
    imported.*,
    coalesce(appeared, 0)   as appeared,
    coalesce(vanished, 0)   as vanished,
    coalesce(renumbered, 0) as renumbered
from store.catalogue_import as imported
left join changed using (import_no)
order by import_no desc
