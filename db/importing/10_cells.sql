-- One row per row of the file, in its order: the columns that the mapping names, in our names, without blanks and null marks.
-- A number for each row would be given by one core alone: the engine keeps the order, and its rowid is that number.
create or replace temp table import_line as
select
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
