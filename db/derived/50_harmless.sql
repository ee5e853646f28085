-- A text that a spreadsheet will not take for a formula.
create or replace macro derived.harmless(x) as if(regexp_matches(x, '^[=+\-@\t\r]'), chr(39) || x, x);
