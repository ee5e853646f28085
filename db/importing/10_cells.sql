-- One row per row of the file, as written: the columns that the mapping names, in our names, without blanks and null marks.
create or replace temp table import_cell as
select
    row_number() over () as row_no,
    {cells}
from read_csv(
    $file,
    columns = $types,
    auto_detect = false,
    header = false,
    delim = $delimiter,
    quote = $quote,
    escape = $quote,
    strict_mode = true
)
