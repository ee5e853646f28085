"""What a sign-in at the provider means here: names, groups, roles, and its end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from records_desk.db import city, feed, ledger, sign_in
from records_desk.db._refused import Refused
from records_desk.db.sign_in import Rules
from tests.conftest import AUDITOR, MANAGER, OFFICIAL, STAFF, VIEWER, noon
from tests.db.test_ledger import ADMINISTRATOR

NOW = noon().timestamp()
CLAIMS = {"email": "Casey@Example.org", "email_verified": True, "name": "Casey Sample", "iat": NOW - 60, "exp": NOW + 3540}


def told(groups=(), rules=Rules(), **claims):
    return sign_in.presented(CLAIMS | {"groups": list(groups)} | claims, rules)


def add(store, sign_in_name="casey@example.org", role="staff", **values):
    city.save_person(store, ADMINISTRATOR, None, **{"sign_in": sign_in_name, "name": "Casey", "title": "Clerk", "role": role, "desk_id": 1} | values)


def people(store):
    return {row["sign_in"]: (row["role"], row["desk_id"], row["is_active"], bool(row["is_from_group"])) for row in store.read("people")}


def changes(store):
    return store.query("select changed_by, what, old_value, new_value from store.setting_change order by change_id")


def test_who_was_added_is_let_in_by_the_address_in_whatever_letters(store):
    add(store)
    found = sign_in.staff(store, told())
    assert (found.sign_in, found.name, found.role, found.desk_id, found.title) == ("casey@example.org", "Casey", "staff", 1, "Clerk")


def test_who_was_not_added_or_has_left_is_not_let_in(store):
    assert sign_in.staff(store, told()) is None
    add(store, is_active=False)
    assert sign_in.staff(store, told()) is None


def test_nobody_is_known_by_another_claim_than_the_city_names(store):
    assert sign_in.staff(store, told(preferred_username="administrator")) is None
    assert sign_in.staff(store, told(rules=Rules(claim="preferred_username"), preferred_username="administrator")).role == "administrator"


@pytest.mark.parametrize("claims", [{"email": None}, {"email": " "}, {"email": ["casey@example.org"]}, {"email": True}])
def test_a_sign_in_that_names_nobody_is_refused(claims):
    with pytest.raises(Refused, match="sent no email, by which this desk knows people"):
        told(**claims)


@pytest.mark.parametrize("is_verified", [False, "false", 0, None, "", "no"])
def test_an_address_that_was_not_verified_is_refused(is_verified):
    with pytest.raises(Refused, match="has not verified this e-mail address"):
        told(email_verified=is_verified)


def test_who_signs_out_ends_that_sign_in_and_earlier_ones_everywhere_and_no_later_one(store):
    add(store)
    earlier, this, later = (told(iat=NOW - seconds, exp=NOW + 3600) for seconds in (600, 60, 10))
    sign_in.end(store, this)
    assert [sign_in.has_ended(store, each) for each in (earlier, this, later)] == [True, True, False]
    assert sign_in.staff(store, earlier) is None and sign_in.staff(store, later).role == "staff"
    sign_in.end(store, earlier)  # a tab that is behind brings nothing back
    assert sign_in.has_ended(store, this)
    assert not sign_in.has_ended(store, told(email="other@example.org"))


@pytest.mark.parametrize("claims", [{"iat": None}, {"exp": None}, {"exp": "soon"}, {"iat": True}])
def test_a_sign_in_without_a_beginning_or_an_end_is_refused(claims):
    with pytest.raises(Refused, match="does not say when this sign-in began and ends"):
        told(**claims)


@pytest.mark.parametrize(("hours", "exp", "ends"), [(10, 3540, 3540), (0.5, 3540, 1740), (10, -1, -1)])
def test_a_sign_in_ends_with_its_token_or_after_the_hours_of_the_city(store, hours, exp, ends):
    add(store)
    who = told(rules=Rules(session_hours=hours), exp=NOW + exp)
    assert who.ends_at == datetime.fromtimestamp(NOW + ends, UTC).replace(tzinfo=None)
    assert bool(sign_in.staff(store, who)) is (ends > 0)


def test_a_sign_in_is_over_at_its_end_and_not_after_it(store):
    add(store)
    assert sign_in.staff(store, told(exp=NOW)) is None
    assert sign_in.staff(store, told(exp=NOW + 1))


@pytest.mark.parametrize("section", [{"session_hours": 0}, {"session_hours": "10"}, {"session_hours": 25}, {"session_hours": True}])
def test_hours_that_cannot_be_are_refused(section):
    with pytest.raises(Refused, match="session_hours must be a number of hours"):
        sign_in.rules(section)


def test_a_word_that_the_section_does_not_know_is_named():
    with pytest.raises(Refused, match="knows no group, hours: it takes claim, groups_claim, session_hours"):
        sign_in.rules({"hours": 3, "group": "x"})
    assert sign_in.rules({"session_hours": 8}) == Rules(session_hours=8)


# Groups.


def test_a_group_lets_in_who_was_not_added_with_its_role_and_desk_and_the_log_says_so(store):
    sign_in.save_group(store, ADMINISTRATOR, "clerks", "official", 2)
    who = told(["clerks"])
    assert sign_in.staff(store, who) is None
    sign_in.admit(store, who)
    found = sign_in.staff(store, who)
    assert (found.name, found.role, found.desk_id) == ("Casey Sample", "official", 2)
    assert people(store)["Casey@Example.org"] == ("official", 2, True, True)
    last = changes(store)[-1]
    assert (last["changed_by"], last["old_value"]) == ("Casey@Example.org", None) and "role: official" in last["new_value"]
    before = len(changes(store))
    sign_in.admit(store, who)
    assert len(changes(store)) == before


def test_of_several_groups_the_one_with_the_most_rights_counts(store):
    for group, role in (("everyone", "viewer"), ("audit", "auditor"), ("managers", "manager"), ("counter", "staff")):
        sign_in.save_group(store, ADMINISTRATOR, group, role)
    for groups, role in ((["everyone", "audit"], "auditor"), (["audit", "counter", "everyone"], "staff"), (["counter", "managers"], "manager")):
        who = told(groups)
        sign_in.admit(store, who)
        assert sign_in.staff(store, who).role == role
        assert people(store)["Casey@Example.org"][0] == role


def test_who_came_by_a_group_leaves_with_it(store):
    sign_in.save_group(store, ADMINISTRATOR, "clerks", "official")
    sign_in.admit(store, told(["clerks"]))
    gone = told(["others"])
    sign_in.admit(store, gone)
    assert sign_in.staff(store, gone) is None
    sign_in.save_group(store, ADMINISTRATOR, "clerks", None)
    assert sign_in.staff(store, told(["clerks"])) is None


def test_whoever_left_the_group_keeps_no_calendar(store):
    sign_in.save_group(store, ADMINISTRATOR, "clerks", "official", 2)
    who = told(["clerks"])
    sign_in.admit(store, who)
    tokens = [feed.make(store, sign_in.staff(store, who), desk_id=desk_id) for desk_id in (None, 2)] + [feed.make(store, ADMINISTRATOR)]
    sign_in.admit(store, told(["others"]))
    assert [feed.calendar(store, token) is not None for token in tokens] == [False, False, True]
    assert [(row["changed_by"], row["new_value"]) for row in changes(store)[-2:]] == [("Casey@Example.org", None)] * 2


@pytest.mark.parametrize("other", ["CASEY@EXAMPLE.ORG", "stra\u00dfe@example.org", "STRASSE@example.org"])
def test_no_two_people_are_known_by_one_sign_in(store, other):
    for name in ("casey@example.org", "strasse@example.org"):
        city.save_person(store, ADMINISTRATOR, None, sign_in=name, name="Sample", title=None, role="viewer", desk_id=1)
    with pytest.raises(Refused, match="already"):
        city.save_person(store, ADMINISTRATOR, None, sign_in=other, name="Other", title=None, role="administrator", desk_id=1)


def test_who_was_added_keeps_the_role_of_the_desk_whatever_the_groups_say(store):
    add(store, role="viewer")
    sign_in.save_group(store, ADMINISTRATOR, "clerks", "administrator")
    who = told(["clerks"])
    sign_in.admit(store, who)
    assert sign_in.staff(store, who).role == "viewer"


def test_who_was_put_out_stays_out_whatever_the_groups_say(store):
    sign_in.save_group(store, ADMINISTRATOR, "clerks", "official")
    who = told(["clerks"])
    sign_in.admit(store, who)
    row = next(row for row in store.read("people") if row["sign_in"] == who.sign_in)
    kept = {name: row[name] for name in ("sign_in", "name", "title", "role", "desk_id")}
    city.save_person(store, ADMINISTRATOR, row["person_id"], **kept, is_active=False, is_from_group=True)
    sign_in.admit(store, who)
    assert sign_in.staff(store, who) is None
    city.save_person(store, ADMINISTRATOR, row["person_id"], **kept)
    assert sign_in.staff(store, told([])).role == "official"


def test_a_group_administrator_does_not_count_as_the_last_one(store):
    sign_in.save_group(store, ADMINISTRATOR, "it", "administrator")
    sign_in.admit(store, told(["it"]))
    (first,) = [row for row in store.read("people") if row["role"] == "administrator" and not row["is_from_group"]]
    with pytest.raises(Refused, match="This is the last administrator"):
        city.save_person(store, ADMINISTRATOR, first["person_id"], sign_in="administrator", name="x", title=None, role="viewer", desk_id=None)


@pytest.mark.parametrize(("claims", "path"), [({"roles": "clerks"}, "roles"), ({"realm_access": {"roles": ["clerks", 7]}}, "realm_access.roles"), ({"a.b": ["clerks"]}, "a.b")])
def test_groups_are_read_from_the_claim_that_the_city_names(claims, path):
    assert told(rules=replace(Rules(), groups_claim=path), **claims).groups == {"clerks"}


@pytest.mark.parametrize("groups", [None, 7, {"clerks": True}, [["clerks"]]])
def test_what_is_no_list_of_groups_gives_nobody_a_role(groups):
    assert sign_in.presented(CLAIMS | {"groups": groups}, Rules()).groups == frozenset()


@pytest.mark.parametrize("claims", [{"_claim_names": {"groups": "src1"}}, {"hasgroups": True}])
def test_groups_that_the_provider_left_out_are_said_to_be(claims):
    with pytest.raises(Refused, match="left the groups out because there are too many"):
        sign_in.presented(CLAIMS | claims, Rules())


@pytest.mark.parametrize("by", [VIEWER, STAFF, OFFICIAL, MANAGER, AUDITOR])
def test_only_an_administrator_gives_a_group_a_role(store, by):
    with pytest.raises(Refused, match="To change settings needs the role administrator"):
        sign_in.save_group(store, by, "clerks", "viewer")


@pytest.mark.parametrize(("values", "sentence"), [(("", "viewer"), "needs a name"), (("x", "king"), "A role is one of"), (("x", "viewer", 99), "no such desk")])
def test_a_group_that_cannot_be_is_refused(store, values, sentence):
    with pytest.raises(Refused, match=sentence):
        sign_in.save_group(store, ADMINISTRATOR, *values)
    assert store.read("role_groups") == []


def test_a_group_is_changed_and_taken_out_with_its_old_value_kept(store):
    sign_in.save_group(store, ADMINISTRATOR, "clerks", "staff", 1)
    sign_in.save_group(store, ADMINISTRATOR, "clerks", "official")
    sign_in.save_group(store, ADMINISTRATOR, "clerks", None)
    told_changes = [(row["old_value"], row["new_value"]) for row in changes(store) if row["what"] == "role_group clerks"]
    assert told_changes == [
        (None, "role: staff\ndesk: City Clerk"), ("role: staff\ndesk: City Clerk", "role: official\ndesk: none"), ("role: official", None),
    ]  # fmt: skip
    assert store.read("role_groups") == []


def test_two_windows_of_one_newcomer_make_one_person(store, monkeypatch):
    sign_in.save_group(store, ADMINISTRATOR, "clerks", "official")
    who = told(["clerks"])
    sign_in.admit(store, who)
    rows, asked = store.read("people"), []

    def as_it_was_before(name, **values):
        asked.append(name)
        return [] if asked == ["people"] else rows if name == "people" else store.read(name, **values)

    monkeypatch.setattr(store, "recall", as_it_was_before)
    sign_in.admit(store, who)
    assert len([row for row in store.read("people") if row["sign_in"] == who.sign_in]) == 1


def test_who_came_by_a_group_records_in_the_log_under_the_own_name(store):
    sign_in.save_group(store, ADMINISTRATOR, "clerks", "official")
    who = told(["clerks"])
    sign_in.admit(store, who)
    receipt = ledger.receive(store, sign_in.staff(store, who), track="records", on_date=store.today() - timedelta(1), verbatim="Permits")
    assert store.query("select recorded_by from store.event where event_id = $id", id=receipt.event_id) == [{"recorded_by": "Casey@Example.org"}]
