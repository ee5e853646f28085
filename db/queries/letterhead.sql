-- One row: what stands above every letter now. Lines and logo may be null.
select
    (select value from store.setting where name = 'city')             as city,
    (select value from store.setting where name = 'letterhead_lines') as lines,
    (select value from store.setting where name = 'letterhead_logo')  as logo_sha256
