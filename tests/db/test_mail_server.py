"""Which mail server is used, that its password never comes into the store, and that no other host is given it."""

import pytest

from records_desk.db import mail_server, whole_log
from records_desk.db._refused import Refused
from records_desk.db.ledger import Staff
from tests.conftest import OFFICIAL
from tests.db.test_city import ADMINISTRATOR, changes
from tests.db.test_remind import authority, smtp  # noqa: F401 - fixtures

SECRET = "correct horse battery staple"
FILE = f'[mail]\nhost = "smtp.example.org"\nport = 25\nsender = "desk@example.org"\nuser = "desk"\npassword = "{SECRET}"\n'
ROBIN = Staff("robin@example.org", "Robin Reyes", "administrator")


@pytest.fixture
def secrets(tmp_path):
    file = tmp_path / "secrets.toml"
    file.write_text(FILE)
    return file


def save(store, by=ADMINISTRATOR, **values):
    mail_server.save(store, by, **{"host": "smtp.example.org", "port": 587, "sender": "Records Desk <records@example.org>", "user": "records"} | values)


def test_the_file_names_the_server_until_settings_do_and_again_when_they_do_no_more(store, secrets):
    of_file = mail_server.server(store, secrets)
    assert (of_file.port, of_file.user, of_file.password) == (25, "desk", SECRET)
    save(store)
    found = mail_server.server(store, secrets)
    assert (found.host, found.port, found.security, found.sender, found.user) == ("smtp.example.org", 587, "starttls", "Records Desk <records@example.org>", "records")
    assert found.password == SECRET
    save(store, host=" ")
    assert mail_server.named(store) is None and mail_server.server(store, secrets) == of_file


def test_a_password_is_given_to_no_host_but_the_one_it_stands_beside(store, secrets):
    save(store, host="elsewhere.example.org")
    with pytest.raises(Refused, match="password in the .mail. section is for smtp.example.org"):
        mail_server.server(store, secrets)
    secrets.write_text(f'[mail]\npassword = "{SECRET}"\n')
    with pytest.raises(Refused, match="names no host beside it"):
        mail_server.server(store, secrets)
    secrets.write_text("")
    assert mail_server.server(store, secrets).password is None
    save(store, host="SMTP.example.org")
    secrets.write_text(FILE)
    assert mail_server.server(store, secrets).password == SECRET


def test_settings_alone_name_a_server_that_asks_for_no_password(store, tmp_path):
    assert not mail_server.is_named(store, tmp_path / "none.toml")
    save(store, user=None)
    assert mail_server.is_named(store, tmp_path / "none.toml")
    assert mail_server.server(store, tmp_path / "none.toml").host == "smtp.example.org"


def test_no_password_comes_into_the_store(store, secrets):
    save(store)
    mail_server.server(store, secrets)
    kept = [row["row"] for name in whole_log.tables(store) for row in store.query(f"select t::varchar as row from store.{name} as t")]
    assert any("smtp.example.org" in row for row in kept) and not any(SECRET in row for row in kept)


def test_each_part_of_the_server_is_audited(store):
    save(store)
    save(store, port=465, security="tls")
    assert [(row["what"], row["old_value"], row["new_value"]) for row in changes(store)[-2:]] == [("mail_port", "587", "465"), ("mail_security", "starttls", "tls")]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"host": "smtp.example.org/x"}, "host is a name such as"),
        ({"host": "smtp example"}, "host is a name such as"),
        ({"port": 0}, "port of the mail server is a number"),
        ({"sender": "nobody"}, "sender of the mail server is an address"),
        ({"sender": None}, "sender of the mail server is an address"),
        ({"security": "soon"}, "security of the mail server is"),
        ({"security": "none"}, "unencrypted to this computer only"),
        ({"by": OFFICIAL}, "needs the role administrator"),
    ],
)
def test_what_cannot_be_right_is_refused_and_nothing_is_kept(store, values, why):
    with pytest.raises(Refused, match=why):
        save(store, **values)
    assert changes(store) == [] and mail_server.named(store) is None


def test_a_test_mail_goes_to_the_administrators_own_address(store, smtp, tmp_path):  # noqa: F811
    box, server = smtp
    (tmp_path / "mail.toml").write_text('[mail]\nca_file = "ca.pem"\n')
    save(store, host=server.host, port=server.port, user=None)
    assert mail_server.send_test(store, ROBIN, tmp_path / "mail.toml") == "robin@example.org"
    (mail,) = box.mails
    assert (mail["To"], mail["From"], mail["Subject"]) == ("robin@example.org", "Records Desk <records@example.org>", "Records Desk: test mail")
    box.answers.append("550 no")
    with pytest.raises(Refused, match="The test mail was not sent. The mail server: 550 no"):
        mail_server.send_test(store, ROBIN, tmp_path / "mail.toml")


def test_a_test_mail_needs_an_address_and_an_administrator(store, secrets):
    with pytest.raises(Refused, match="no e-mail address"):
        mail_server.send_test(store, ADMINISTRATOR, secrets)
    with pytest.raises(Refused, match="needs the role administrator"):
        mail_server.send_test(store, OFFICIAL, secrets)
