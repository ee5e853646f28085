"""Time zone, mail server and the configuration in Settings."""

import records_desk
from records_desk.db import _config_file as config_file
from records_desk.db import city, config, mail_server
from records_desk.pages import _config
from tests.db.test_remind import authority, smtp  # noqa: F401 - fixtures
from tests.pages.conftest import ADMINISTRATOR, offered, press, refused, said, well, widget


def test_the_time_zone_is_changed_after_a_look_at_what_moves(visit, store):
    tab = visit("settings")
    widget(tab, "settings_what").set_value("Time zone")
    well(tab.run())
    form = next(item.key for item in tab.selectbox if item.key.startswith("settings_zone"))
    widget(tab, form).set_value("America/New_York")
    press(tab, form.removesuffix("_name") + "_send")
    assert any("No due date of an open request would move." in item.value for item in tab.markdown) and store.zone.key == "America/Los_Angeles"
    press(tab, "settings_change_make")
    assert "Done: Time zone of the city: America/New_York." in said(tab) and store.zone.key == "America/New_York"


def test_the_mail_server_is_named_and_its_password_neither_shown_nor_asked(visit, store, tmp_path):
    config_text = '[mail]\nhost = "smtp.example.org"\nport = 25\nsender = "desk@example.org"\nuser = "desk"\npassword = "correct horse"\n'
    (tmp_path / "mail.toml").write_text(config_text)
    records_desk.configure(mail=tmp_path / "mail.toml")
    tab = visit("settings")
    assert any("In use, from the secrets file: smtp.example.org, port 25, starttls" in item.value for item in tab.text)
    form = next(item.key for item in tab.text_input if item.key.startswith("settings_mail")).removesuffix("_host")
    for name, value in {"host": "smtp.example.org", "sender": "Records <records@example.org>"}.items():
        widget(tab, f"{form}_{name}").set_value(value)
    press(tab, f"{form}_send")
    assert "The mail server is saved." in said(tab) and mail_server.named(store)["sender"] == "Records <records@example.org>"
    assert any("In use, from Settings: smtp.example.org, port 587" in item.value for item in tab.text)
    assert not [item for item in tab.text_input if "correct horse" in str(item.value) or "assword" in item.label]
    press(tab, "settings_mail_test")
    assert "Your sign-in is no e-mail address" in refused(tab)


def test_a_test_mail_is_sent_to_oneself(visit, store, tmp_path, smtp):  # noqa: F811
    box, server = smtp
    city.save_person(store, ADMINISTRATOR, None, sign_in="robin@example.org", name="Robin", title=None, role="administrator", desk_id=1)
    mail_server.save(store, ADMINISTRATOR, host=server.host, port=server.port, sender="desk@example.org")
    (tmp_path / "mail.toml").write_text('[mail]\nca_file = "ca.pem"\n')
    records_desk.configure(mail=tmp_path / "mail.toml")
    tab = press(visit("settings", "robin@example.org"), "settings_mail_test")
    assert [mail["To"] for mail in box.mails] == ["robin@example.org"] and "took a test mail to robin@example.org" in said(tab)


def test_the_configuration_is_offered_as_it_stands(visit, store):
    visit("settings")
    (content,) = [content for name, content in offered().items() if name == "records-desk-configuration-2026-04-20.zip"]
    assert config_file.unzipped(content) == config.files(store)


def test_what_is_shown_is_made_only_when_it_is_confirmed_and_not_over_newer_changes(visit, store):
    files = config.files(store)
    city.save_escalation_days(store, ADMINISTRATOR, 9)
    tab = visit("settings")
    tab.session_state[_config.SHOWN] = files, config.preview(store, ADMINISTRATOR, files)
    city.save_escalation_days(store, ADMINISTRATOR, 8)
    well(tab.run())
    press(tab, "settings_config_make")
    assert "changed since this was shown" in refused(tab) and city.escalation_days(store) == 8
    press(tab, "settings_config_leave")
    assert "The settings are as they were." in said(tab)
    tab.session_state[_config.SHOWN] = files, config.preview(store, ADMINISTRATOR, files)
    well(tab.run())
    press(tab, "settings_config_make")
    assert "Done: 1 change made." in said(tab) and city.escalation_days(store) == 3
