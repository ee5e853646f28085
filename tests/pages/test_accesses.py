"""Live accesses, the register of misuse and installments as pages: who sees what, in words, and what leaves as a file."""

from datetime import date, time, timedelta

import pytest

from records_desk.db import ledger
from records_desk.db.files import File
from tests.pages.conftest import ADMINISTRATOR, labelled, offered, press, refused, said, titles, well, widget

TODAY = date(2026, 4, 20)
GRANT = ("determined", {"outcome": "granted", "promised_on": TODAY, "promised_time": time(17)})
ACCESS = {"endpoint": "https://data.example.org/trees", "format": "CSV", "key_reference": "K1", "terms_version": "2026-1", "no_fee": True}
NO_FEE = {"no_fee": True}
DIGEST = "ab" * 32
WHOLE = {"state": None, "today": TODAY, "page": 1, "page_size": 1000}


@pytest.fixture
def told(store, received):
    """Tell what happened to a request: `told("data", GRANT, ("released", {}))`; answers its receipt."""

    def tell(track: str, *acts: tuple[str, dict], **details) -> ledger.Receipt:
        receipt = received(track=track, **details)
        for kind, values in acts:
            ledger.record(store, receipt.request_id, kind, ADMINISTRATOR, on_date=TODAY, **values)
        return receipt

    return tell


def texts(tab) -> str:
    """All that the page says in words."""
    kinds = ("text", "caption", "info", "warning", "code", "markdown", "success")
    return " ".join(str(item.value) for kind in kinds for item in getattr(tab, kind)).replace("\\", "")


def granted(**values) -> tuple[str, dict]:
    return "access_granted", ACCESS | values


@pytest.mark.parametrize("page", ["accesses", "misuse"])
@pytest.mark.parametrize("who", ["viewer", "staff", "official", "manager", "administrator", "auditor"])
def test_the_pages_are_for_those_who_work_with_accesses(visit, page, who):
    tab = visit(page, who)
    assert titles(tab) == (["Not for you"] if who == "viewer" else [page.capitalize()])
    if who != "viewer":
        assert "may never restrict the reuse" in texts(tab) and "never touches the right to records" in texts(tab)


def test_accesses_are_listed_by_dataset_with_their_end_in_words(visit, told, shown):
    told("data", GRANT, granted(dataset_id="trees", expires_on=TODAY + timedelta(11), contact="Dana *Sample*", terms_accepted_on=TODAY))
    told("data", GRANT, granted(dataset_id="plans", key_reference="K2", expires_on=TODAY + timedelta(90)))
    told("data", GRANT, granted(dataset_id="wells", key_reference="K3"), ("access_deprecated", {"reason": "A new version"}))
    tab = visit("accesses", "auditor")
    caption, rows = shown["accesses_table"]
    assert caption == "3 of 3 accesses, by dataset"
    assert [(row["dataset"], row["state"], row["ends"]) for row in rows] == [
        ("plans", "Live", "Sun 19 Jul 2026, in 90 days"),
        ("trees", "Live", "Fri 1 May 2026, soon: in 11 days"),
        ("wells", "Deprecated", "no end named"),
    ]
    assert (rows[1]["contact"], rows[1]["terms"]) == ("Dana *Sample*", "2026-1 accepted Mon 20 Apr 2026")
    assert "3 in use, 1 of them for 30 days or less, 0 expired" in texts(tab)


def test_what_was_revoked_is_shown_when_it_is_asked_for(visit, told, shown):
    told("data", GRANT, granted(dataset_id="trees"), ("access_revoked", {"key_reference": "K1", "reason": "Shared"}))
    tab = visit("accesses", "staff")
    assert shown["accesses_table"][1] == []
    labelled(tab, "Show").set_value("revoked")
    well(tab.run())
    assert [row["state"] for row in shown["accesses_table"][1]] == ["Revoked on Mon 20 Apr 2026"]


def test_an_access_is_found_by_its_key_and_its_file_holds_no_contact(visit, told, shown):
    told("data", GRANT, granted(dataset_id="trees", contact="Dana Sample"))
    told("data", GRANT, granted(dataset_id="plans", key_reference="K2"))
    tab = visit("accesses", "staff")
    labelled(tab, "Find a dataset, key, address or request").set_value("k1")
    well(tab.run())
    assert [row["dataset"] for row in shown["accesses_table"][1]] == ["trees"]
    text = offered()["accesses.csv"].decode()
    assert "trees" in text and "plans" not in text and "Dana" not in text and "contact" not in text


def test_more_accesses_than_fit_on_a_page_are_shown_page_by_page_and_leave_in_one_file(visit, told, shown):
    keys = [granted(dataset_id="trees", key_reference=f"K{nth:03}", contact="Dana Sample") for nth in range(103)]
    told("data", GRANT, *keys)
    tab = visit("accesses", "staff")
    caption, rows = shown["accesses_table"]
    assert caption == "103 of 103 accesses, by dataset: 100 on this page" and "103 in use" in texts(tab)
    assert len(rows) == 100 and (rows[0]["key"], rows[-1]["contact"]) == ("K000", "Dana Sample")
    assert offered()["accesses.csv"].decode().count("\ntrees,") == 103
    tab.session_state["accesses_page"] = 2
    well(tab.run())
    assert [row["key"] for row in shown["accesses_table"][1]] == ["K100", "K101", "K102"]
    labelled(tab, "Find a dataset, key, address or request").set_value("k00")
    well(tab.run())
    assert len(shown["accesses_table"][1]) == 10 and shown["accesses_table"][0].startswith("10 of 103")


@pytest.mark.parametrize(("page", "file", "more"), [("accesses", "accesses.csv", "K2"), ("misuse", "misuse.csv", "K2")])
def test_a_list_is_read_when_its_file_is_taken_and_not_kept_for_it(visit, told, page, file, more):
    told("data", GRANT, granted(), ("misuse_reported", {"note": "Sold on"}))
    visit(page, "staff")
    told("data", GRANT, granted(key_reference=more), ("misuse_reported", {"note": "Sold on"}))
    assert more in offered()[file].decode()


@pytest.mark.parametrize(("page", "address", "good"), [("accesses", "accesses_state", "Revoked"), ("misuse", "misuse_state", "Open")])
def test_a_filter_that_nobody_understands_is_named(visit, told, page, address, good):
    told("data", GRANT, granted(), ("misuse_reported", {"note": "Sold on"}))
    (warning,) = visit(page, "staff", **{address: "Sold"}).warning
    assert warning.value.replace("\\", "") == f"Not understood in the address, and left out: {address}."
    assert not visit(page, "staff", **{address: good}).warning


def test_the_register_shows_the_reports_that_are_asked_for_of_how_many(visit, store, told, shown):
    receipt = told("data", GRANT, granted(), ("misuse_reported", {"note": "Sold on"}))
    (report,) = store.read("misuse_register", reader=None, **WHOLE)
    for kind, values in (("misuse_triaged", {"outcome": "unfounded"}), ("misuse_closed", {"note": "Settled"})):
        ledger.record(store, receipt.request_id, kind, ADMINISTRATOR, on_date=TODAY, about_event_id=report["event_id"], **values)
    tab = visit("misuse", "staff")
    assert shown["misuse_table"] == ("0 of 1 reports of misuse", [])
    labelled(tab, "Show").set_value("closed")
    well(tab.run())
    assert shown["misuse_table"][0] == "1 of 1 reports of misuse" and len(shown["misuse_table"][1]) == 1


def test_the_form_of_a_decision_reads_the_whole_register_once_for_all(visit, store, told, asked):
    receipt = told("data", GRANT, granted(), ("misuse_reported", {"note": "Sold on"}))
    tab = visit("request", "official", number=receipt.number)
    widget(tab, "_act").set_value("misuse_decided")
    for _ in range(3):
        well(tab.run())
    assert asked.count("misuse_steps_due") == 1 and "misuse_register" not in asked
    assert {"misuse_reports_not_closed"} <= set(asked)


def test_an_empty_register_and_an_empty_list_say_what_to_do(visit):
    assert "recorded on the page of a data request" in texts(visit("accesses"))
    assert "recorded on the page of the data request" in texts(visit("misuse"))


def test_the_register_shows_how_far_a_report_is_and_the_step_that_is_due(visit, told, shown):
    decided = [("misuse_reported", {"note": "Sold on"}), ("misuse_decided", {"outcome": "notice"})]
    told("data", GRANT, granted(dataset_id="trees"), *decided, email="dana@example.org")
    told("data", GRANT, granted(dataset_id="plans", key_reference="K2"), ("misuse_reported", {"note": "<b>Names</b> were *matched*"}), email="Dana@example.org")
    tab = visit("misuse", "auditor")
    first, second = shown["misuse_table"][1]
    assert (first["number"], first["state"], first["before"], first["next"]) == ("API-2026-000002", "Open", "1 (API-2026-000001)", "Rate limit")
    assert (second["state"], second["action"], second["next"]) == ("Decided", "Notice, Mon 20 Apr 2026", "–")
    box = labelled(tab, "Look at a report")
    box.set_value(next(option for option in shown_reports(box) if "000002" in option[1])[0])
    well(tab.run())
    assert [(row["what"], row["words"]) for row in shown["misuse_entries"][1]] == [("Misuse reported", "<b>Names</b> were *matched*")]
    assert "<b>Names" not in texts(tab) and "dana@" not in texts(tab).lower()
    assert [row["action"] for row in shown["misuse_steps"][1]][:3] == ["Notice", "Rate limit", "Key suspended"]


def shown_reports(box) -> list[tuple[int, str]]:
    """The reports that may be looked at: their ids, found by asking the store, and what they are called."""
    from records_desk.pages import _session

    ids = [row["report_id"] for row in _session.store().read("misuse_register", reader=None, **WHOLE)]
    return list(zip(ids, box.options, strict=True))


def test_a_lesser_action_is_warned_of_and_recorded(visit, store, told):
    decided = [("misuse_reported", {"note": "Sold on"}), ("misuse_decided", {"outcome": "notice"})]
    receipt = told("data", GRANT, granted(), *decided, ("misuse_reported", {"note": "Sold again"}))
    tab = visit("request", "official", number=receipt.number)
    widget(tab, "_act").set_value("misuse_decided")
    tab.run()
    assert "1 about the same holder were upheld before" in texts(tab) and "The step that is due is: rate limit" in texts(tab)
    assert "never touches the right to records" in texts(tab)
    widget(tab, "_misuse_decided_outcome").set_value("notice")
    press(tab, "_misuse_decided_send")
    assert not refused(tab)
    assert [row["is_lesser"] for row in store.read("misuse_register", reader=None, **WHOLE)] == [True, False]


def test_the_only_access_is_named_in_the_form_that_ends_it(visit, store, told):
    receipt = told("data", GRANT, granted(), granted(key_reference="K2"), ("access_revoked", {"key_reference": "K2", "reason": "Lost"}))
    tab = visit("request", "official", number=receipt.number)
    widget(tab, "_act").set_value("access_revoked")
    tab.run()
    assert widget(tab, "_access_revoked_key_reference").value == "K1"
    widget(tab, "_access_revoked_reason").set_value("Shared")
    press(tab, "_access_revoked_send")
    assert not refused(tab) and {row["state"] for row in store.read("accesses", reader=None, text=None, **WHOLE)} == {"revoked"}


def test_a_key_typed_into_the_form_is_refused_and_not_repeated(visit, store, told):
    receipt = told("data", GRANT)
    tab = visit("request", "official", number=receipt.number)
    widget(tab, "_act").set_value("access_granted")
    tab.run()
    for field, value in (ACCESS | {"key_reference": "AKIA" + "IOSFODNN7EXAMPLE"}).items():
        widget(tab, f"_access_granted_{field}").set_value(value)
    press(tab, "_access_granted_send")
    assert "never kept here" in refused(tab) and "AKIA" not in refused(tab)
    assert len(store.read("timeline", request_id=receipt.request_id)) == 2


def test_installments_are_listed_with_files_digests_and_who_got_them_how(visit, told, shown):
    csv = File("trees *2025*.csv", "text/csv", b"a,b\n")
    first = told("records", GRANT, ("released", {"files": (csv,)} | NO_FEE))
    second = told(
        "records", GRANT,
        ("released", {"files": (csv,), "file_lines": f"video.mp4; 7000; {DIGEST}; 3", "delivered_to": "Lee Sample", "delivery": "by_mail"} | NO_FEE),
        ("released", NO_FEE),
    )  # fmt: skip
    tab = visit("request", "staff", number=second.number)
    caption, rows = shown["request_installments_table"]
    assert [(row["nth"], row["name"], row.get("where")) for row in rows] == [
        ("1", "trees *2025*.csv", "kept here"), ("1", "video.mp4", "kept elsewhere"), ("2", "no file recorded", None),
    ]  # fmt: skip
    assert (rows[0]["whom"], rows[0]["how"], rows[0]["elsewhere"]) == ("Lee Sample", "Mail", f"{first.number} on Mon 20 Apr 2026")
    assert (rows[1]["digest"], rows[1]["size"], rows[1]["pages"]) == ("abababababab…", "7,000", "3")
    assert f"{csv.sha256}  trees *2025*.csv\n{DIGEST}  video.mp4" in [item.value for item in tab.code]
    assert rows[2]["whom"] == "the requester"
    files = offered()
    text = files[f"files-{second.number.lower()}.csv"].decode()
    assert csv.sha256 in text and DIGEST in text and "Lee" not in text
    assert files["trees *2025*.csv"] == b"a,b\n" and "video.mp4" not in files


def test_what_was_released_elsewhere_is_read_once_for_all_installments(visit, told, asked):
    csv = File("trees.csv", "text/csv", b"a,b\n")
    receipt = told("records", GRANT, *[("released", {"files": (csv,)} | NO_FEE)] * 3)
    visit("request", "staff", number=receipt.number)
    assert asked.count("released_elsewhere") == 1


def test_an_installment_is_recorded_from_its_form_with_a_described_file(visit, store, told):
    receipt = told("records", GRANT)
    tab = visit("request", "staff", number=receipt.number)
    widget(tab, "_act").set_value("released")
    tab.run()
    assert labelled(tab, "Keep the files here").value is True
    widget(tab, "_released_file_lines").set_value("video.mp4; many")
    press(tab, "_released_send")
    assert "Line 1 of the described files cannot be read" in refused(tab)
    assert widget(tab, "_released_file_lines").value == "video.mp4; many"
    widget(tab, "_released_file_lines").set_value(f"video.mp4; 7000; {DIGEST}")
    widget(tab, "_released_no_fee").check()
    press(tab, "_released_send")
    assert "Released recorded" in said(tab)
    (row,) = store.read("request_files", request_id=receipt.request_id)
    assert (row["name"], row["bytes"], row["is_kept"]) == ("video.mp4", 7000, False)


def test_misuse_is_never_seen_where_records_are_asked_for(visit, store, told, shown):
    marker = "MARKER"
    misused = [
        ("misuse_reported", {"note": f"{marker} report"}), ("misuse_decided", {"outcome": "revoked", "note": f"{marker} note"}),
        ("reopened", {"reason": "Asked as records"}), ("track_changed", {"track": "records", "reason": "Asks for the files"}),
    ]  # fmt: skip
    turned = told("data", GRANT, granted(), *misused, email="dana@example.org", words="Street trees by species")
    asked = told("records", email="dana@example.org", words="Street trees by species")
    for page, who, query in (
        ("queue", "administrator", {}), ("intake", "staff", {}), ("request", "official", {"number": asked.number}),
        ("request", "official", {"number": turned.number}), ("catalogue", "viewer", {}), ("reports", "administrator", {}), ("turnaround", "manager", {}),
    ):  # fmt: skip
        shown.clear()
        tab = visit(page, who, **query)
        if page == "intake":
            next(box for box in tab.text_area if box.label.startswith("What was asked")).set_value("Street trees by species")
            well(tab.run())
            assert asked.number in texts(tab), "the like request is suggested"
        seen = texts(tab) + str([rows for _, rows in shown.values()]) + str([item.options for item in tab.selectbox if item.label == "Entry"])
        assert marker not in seen and "misuse" not in seen.lower() and "upheld" not in seen.lower(), page
