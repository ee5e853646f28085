-- One row per kind of setting: the first word of what was changed, how people call it, and whether the rest of it tells which one.

create or replace macro derived.setting_kinds() as table (
    from (
        values
            ('desk', 'Desk'), ('person', 'Person'), ('role_group', 'Group of the sign-in provider'), ('closure', 'Closure of City Hall'),
            ('receipt_policy', 'Receipt after hours'), ('fee_rate', 'Fee schedule'), ('exemption', 'Exemption'),
            ('letter_wording', 'Wording of the letter'), ('city', 'Name of the city'), ('letterhead_lines', 'Lines of the letterhead'),
            ('letterhead_logo', 'Logo of the letterhead (SHA-256)'), ('portal_host', 'Open-data portal'),
            ('call_escalation_days', 'Days until an unanswered call is told to the heads'), ('retention_years', 'Years that requests are kept'),
            ('local_review', 'Review of decisions by the city'), ('time_zone', 'Time zone'), ('mail_host', 'Mail server: host'),
            ('mail_port', 'Mail server: port'), ('mail_security', 'Mail server: security'), ('mail_sender', 'Mail server: sender'),
            ('mail_user', 'Mail server: user'), ('mapping', 'Mapping of an import'), ('feed', 'Calendar of reminders'),
            ('enterprise', 'List of enterprise systems'), ('saved_view', 'Shared view of the queue'),
            ('intake_key', 'Key of a web form'), ('public_api', 'Public log for programs'), ('sample', 'Sample city'),
            ('desks_confirmed', 'First steps: desks looked at'), ('no_closures_in', 'First steps: no closures in the year'),
            ('first_steps_away', 'First steps put away')
    ) as kind (kind, label)
);

-- One row per change of a setting, newest first by its id: who, when by the city's clock, what in words, old and new value.
create or replace macro derived.setting_changes() as table (
    select
        change.change_id,
        derived.local(change.changed_at) as changed_at,
        change.changed_by,
        coalesce(by_person.name, change.changed_by) as person,
        split_part(change.what, ' ', 1) as kind,
        coalesce(kind.label, split_part(change.what, ' ', 1)) || case
            when kind.kind in ('desk', 'person') then ': ' || coalesce(desk.name, person.name, substr(change.what, strpos(change.what, ' ') + 1))
            when kind.kind in ('letter_wording', 'mapping', 'exemption', 'role_group', 'feed', 'closure', 'saved_view', 'intake_key')
                then ': ' || replace(substr(change.what, strpos(change.what, ' ') + 1), '_', ' ')
            else ''
        end as what,
        change.old_value,
        change.new_value
    from store.setting_change as change
    left join derived.setting_kinds() as kind on kind.kind = split_part(change.what, ' ', 1)
    left join store.person as by_person on by_person.sign_in = change.changed_by
    left join store.desk as desk on kind.kind = 'desk' and change.what = 'desk ' || desk.desk_id
    left join store.person as person on kind.kind = 'person' and change.what = 'person ' || person.person_id
);
