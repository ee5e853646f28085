-- The working tables go, so that a long-running desk does not keep a log in memory.
drop table if exists import_member;
drop view if exists import_part;
drop table if exists import_entry;
drop table if exists import_steps;
drop view if exists import_cell;
drop table if exists import_line;
drop table if exists import_whole;
drop table if exists import_uneven;
drop table if exists import_row;
drop table if exists import_fate;
drop table if exists import_fee;
drop table if exists import_plan;
drop table if exists import_charge;
drop table if exists import_digest;
drop table if exists import_match;
drop table if exists import_standing;
drop table if exists import_new_desk;
