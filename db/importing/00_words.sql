-- The mapping's words and how cells are read. Words are in small letters; an empty code says that a word means nothing.
create or replace temp table import_word (list varchar, word varchar, code varchar);

insert into import_word
select unnest($lists::varchar[]), unnest($words::varchar[]), unnest($codes::varchar[]);

create or replace temp table import_fee_column as
select
    unnest(range(1, 1 + len($fee_kinds::varchar[])))   as line_no,
    unnest($fee_kinds::varchar[])                      as kind,
    unnest($fee_labels::varchar[])                     as label;

-- A text without blanks around it. Where plain ASCII begins and ends with none it is taken as it is: to look for blanks of all
-- kinds costs twenty times as much. Plain trim takes the no-break space too, but no tab or line end; the other is slower.
create or replace temp macro import_trim(x) as case
    when x >= '!' and strlen(x) = length(x) and not (ends_with(x, ' ') or ends_with(x, chr(9)) or ends_with(x, chr(10))) then x
    when contains(x, chr(10)) or contains(x, chr(9)) then trim(x, ' ' || chr(9) || chr(10) || chr(160))
    else trim(x)
end;

-- A cell without blanks around it, or null where it holds nothing or a null mark.
create or replace temp macro import_clean(x, nulls) as
    if(list_contains(nulls, import_trim(x)), null, import_trim(x));

-- A date without the points that some write in "p.m.", which no format knows.
create or replace temp macro import_half(x) as
    if(ends_with(x, '.'), regexp_replace(x, '([ap])\. ?(m)\.$', '\1\2', 'i'), x);

-- The city's day that a cell names, or null. Stamps are moments in UTC unless they say otherwise; where a log writes days as
-- midnights in UTC, those are the days themselves. excel counts days from 1899-12-30.
create or replace temp macro import_day(x, formats, stamps, midnights, zone, excel) as coalesce(
    try_strptime(x, formats)::date,
    if(
        midnights and try_strptime(x, stamps)::timestamptz = date_trunc('day', try_strptime(x, stamps)::timestamptz),
        try_strptime(x, stamps)::timestamptz::date,
        timezone(zone, try_strptime(x, stamps)::timestamptz)::date
    ),
    if(excel and try_cast(x as double) between 1 and 100000, date '1899-12-30' + floor(try_cast(x as double))::integer, null)
);

-- The moment that a cell names, in UTC, or null where it names a day alone.
create or replace temp macro import_moment(x, timed, stamps, zone) as coalesce(
    timezone('UTC', try_strptime(x, stamps)::timestamptz),
    timezone('UTC', timezone(zone, try_strptime(x, timed)))
);

-- Whether a cell names a time that is no day: a month, a season, a year, or a range of days or months. It is kept as a text, and no
-- day is made up. One whole date that is in none of the formats is no such time.
create or replace temp macro import_is_vague(x) as
    regexp_full_match(
        trim(x),
        '(?:[-\s–—/.,;:&'']|\d{1,4}(?:st|nd|rd|th)?|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|spring|summer|fall|autumn|winter'
        || '|fy|q[1-4]|early|mid|late|to|through|thru|and|until|between|from|about|circa|ca|week|of|the)+',
        'i'
    )
    and regexp_matches(x, '(?:19|20)\d{2}|[a-z]{3}[-'' ]+\d{2}$|\d{1,2}/\d{1,2}.*\d{1,2}/\d{1,2}', 'i')
    and not regexp_full_match(
        trim(x),
        '(?:\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|[a-z]{3,}[.]? *\d{1,2}(?:st|nd|rd|th)?,? *\d{4}|\d{1,2}(?:st|nd|rd|th)?[ -][a-z]+[.,]?[ -]*\d{2,4})(?:[ T]+\d{1,2}:\d{2}.*)?',
        'i'
    );

-- What a cell that should be a day and is none says, after what it is about; null where there is nothing to say.
create or replace temp macro import_unread(what, x, day) as if(x is not null and day is null, what || ': ' || x, null);

create or replace temp macro import_is_vague_or_read(unread) as
    coalesce(import_is_vague(substr(unread, strpos(unread, ': ') + 2)), true);

-- Dollars and cents, or null: 5, 5.00, $1,234.5. A fee below nothing is not read.
create or replace temp macro import_amount(x) as
    if(
        regexp_full_match(ltrim(x, '$ '), '\d{1,3}(,\d{3})+(\.\d*)?|\d+(\.\d*)?|\.\d+'),
        try_cast(replace(ltrim(x, '$ '), ',', '') as decimal(12, 2)),
        null
    );

-- Why an entry stands out: its day is not known, or it is before the receipt.
create or replace temp macro import_irregular(known_on, start_on) as
    case when known_on is null then 'undated' when known_on < start_on then 'chronology' end
