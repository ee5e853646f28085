-- Who stands in for whom, who heads a desk, and how a desk wants its routings.

-- Away from away_from_on to away_until_on, both days included; without a last day until further notice.
alter table store.person add column backup_id integer;
alter table store.person add column away_from_on date;
alter table store.person add column away_until_on date;

-- asks_acceptance null: no. stale_days null: 7. (A column with a default, added beside others in one transaction, cannot be committed.)
alter table store.desk add column head_id integer;
alter table store.desk add column asks_acceptance boolean;
alter table store.desk add column stale_days integer;

-- Days after the wanted day from which an unanswered call is told to the heads of both desks.
insert into store.setting (name, value) values
    ('call_escalation_days', '3');
