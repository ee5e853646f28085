-- Why this may not be given as the address of data: the requester, and whoever opens a letter, follows it.
select 'The address must begin with https:// or http:// and hold no blanks, such as https://data.example.org/trees.'
where not regexp_full_match($endpoint, 'https?://[^\s<>"]+', 'i')
