"""Letters on paper and on the pages: one text in every form, downloads, sending, and their settings."""

import io
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from PIL import Image
from pypdf import PdfReader

import records_desk
from records_desk.db import _bilingual, _merge, _wording, ledger, letterhead, wording
from records_desk.db.language import spoken
from records_desk.pages import _letter_paper, _letters, _routes
from tests.db.test_remind import authority, smtp  # noqa: F401 - fixtures
from tests.pages.conftest import ADMINISTRATOR, offered, press, refused, said, titles, well, widget
from tests.pages.test_document import elements

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "letters" / "paper"
EVIL = "<script>x</script> #panic() $x$ *b* @ref {{ 7 * 7 }} \\u{41} = h &amp; \x01\n- no list\n#include \"/etc/passwd\""


def picture():
    out = io.BytesIO()
    Image.new("RGB", (300, 100), "navy").save(out, "PNG")
    return out.getvalue()


def letter(name="determined_partly_granted", **facts):
    body = _merge.fill(_wording.shipped(name), _merge.sample(name) | facts)
    return {"body": body, "number": "PRA-2026-000012", "on_date": date(2026, 4, 16), "letter": name, "language": None}


def words_of_pdf(content):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def words_of_docx(content):
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)


@pytest.mark.parametrize(("ending", "make", "read"), [("pdf", _letter_paper.pdf, words_of_pdf), ("docx", _letter_paper.docx, words_of_docx)])
def test_a_letter_on_paper_says_what_its_text_says(ending, make, read):
    assert read(make(letter(), None)) == (GOLDEN / f"{ending}.txt").read_text(encoding="utf-8").rstrip("\n")


@pytest.mark.parametrize("name", [name for name in _wording.names() if name != "appendix"])
def test_every_letter_keeps_all_its_words_on_paper(name):
    told = letter(name)
    wanted = "".join(told["body"].replace("Subject: ", "").replace("\n- ", "").split())
    for content, read in ((_letter_paper.pdf(told, None), words_of_pdf), (_letter_paper.docx(told, None), words_of_docx)):
        assert "".join(read(content).replace("\n– ", "").split()) == wanted


def test_the_pdf_is_tagged_has_title_language_heading_lists_and_words_for_the_logo():
    reader = PdfReader(io.BytesIO(_letter_paper.pdf(letter(), picture())))
    root, kinds = reader.trailer["/Root"], [element["/S"] for element in elements(reader)]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en-US"
    assert reader.metadata.title == "Records for your request PRA-2026-000012 will be disclosed in part"
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    assert kinds.count("/H1") == 1 and kinds.count("/L") == 2 and kinds.count("/LI") == 4
    assert [element["/Alt"] for element in elements(reader) if element["/S"] == "/Figure"] == ["Logo: City of Oxnard"]


def test_the_word_document_has_its_own_heading_lists_and_words_for_the_logo():
    word = Document(io.BytesIO(_letter_paper.docx(letter(), picture())))
    styles = [paragraph.style.name for paragraph in word.paragraphs]
    assert styles.count("Heading 1") == 1 and styles.count("List Bullet") == 4
    assert word.inline_shapes[0]._inline.docPr.get("descr") == "Logo: City of Oxnard"
    assert (word.core_properties.author, word.core_properties.comments) == ("City of Oxnard", "")


def test_what_a_person_wrote_is_never_read_as_markup():
    told = letter(reason=EVIL, greeting=EVIL)
    for text in (words_of_pdf(_letter_paper.pdf(told, None)), words_of_docx(_letter_paper.docx(told, None))):
        for words in ("<script>x</script> #panic() $x$ *b* @ref {{ 7 * 7 }}", "\\u{41} = h &amp;", '#include "/etc/passwd"'):
            assert words in text


def test_the_same_letter_gives_the_same_pdf():
    assert _letter_paper.pdf(letter(), picture()) == _letter_paper.pdf(letter(), picture())


@pytest.fixture
def acknowledged(store, received):
    """A request with an address and an acknowledgement."""
    receipt = received(name="Robin Reyes", email="robin@example.org")
    return receipt, ledger.record(store, receipt.request_id, "acknowledged", ADMINISTRATOR, on_date=store.today()).event_id


def test_a_letter_is_offered_as_text_word_pdf_and_e_mail(visit, store, acknowledged):
    receipt, event_id = acknowledged
    offered = len(_routes._offers)
    tab = visit("request", "viewer", number=receipt.number)
    body = store.query("select body from store.letter_text")[0]["body"]
    assert body in [code.value for code in tab.code]
    names = [offer.file_name for offer in list(_routes._offers.values())[offered:]]
    stem = f"{receipt.number}-acknowledged-2026-04-20"
    assert {f"{stem}.docx", f"{stem}.pdf", f"{stem}.eml"} <= set(names)
    for make, begins in ((_letters._docx, b"PK"), (_letters._pdf, b"%PDF"), (_letters._eml, b"X-Unsent: 1")):
        assert make(event_id).startswith(begins)


def test_without_a_mail_server_nothing_is_sent(visit, acknowledged, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    tab = visit("request", "administrator", number=acknowledged[0].number)
    assert "Send by e-mail" not in [button.label for button in tab.button]


def test_a_letter_is_sent_once_from_its_request(visit, store, acknowledged, smtp, tmp_path):  # noqa: F811
    receipt, event_id = acknowledged
    box, server = smtp
    config = tmp_path / "mail.toml"
    config.write_text(f'[mail]\nhost = "{server.host}"\nport = {server.port}\nsender = "{server.sender}"\nca_file = "ca.pem"\n')
    records_desk.configure(mail=config)
    tab = visit("request", "administrator", number=receipt.number)
    key = next(button.key for button in tab.button if button.label == "Send by e-mail")
    press(tab, key)
    assert "The letter was sent by e-mail." in said(tab)
    (mail,) = box.mails
    assert mail["To"] == "robin@example.org" and next(mail.iter_attachments()).get_content().startswith(b"%PDF")
    assert any(caption.value.startswith("Sent by e-mail on Mon 20 Apr 2026") for caption in tab.caption)
    assert "Send by e-mail" not in [button.label for button in tab.button]
    viewer = visit("request", "viewer", number=receipt.number)
    assert "Send by e-mail" not in [button.label for button in viewer.button]


def test_a_mail_section_that_is_wrong_is_told_and_the_page_stands(visit, acknowledged, tmp_path):
    config = tmp_path / "mail.toml"
    config.write_text('[mail]\nhost = "smtp.example.org"\n')
    records_desk.configure(mail=config)
    tab = visit("request", "administrator", number=acknowledged[0].number)
    assert any("not set up rightly" in caption.value for caption in tab.caption)


def test_what_is_wrong_with_the_mail_is_told_once_without_a_place_and_to_those_alone_who_could_send(visit, store, acknowledged, tmp_path):
    receipt, _ = acknowledged
    ledger.record(store, receipt.request_id, "clarification_asked", ADMINISTRATOR, on_date=store.today(), question="Which year?")
    config = tmp_path / "mail.toml"
    config.write_text('[mail]\nhost = "smtp.example.org"\nport = 587\nsender = "desk@example.org"\nca_file = "gone.pem"\n')
    records_desk.configure(mail=config)
    for who, times in (("viewer", 0), ("auditor", 0), ("official", 1)):
        tab = visit("request", who, number=receipt.number)
        told = [caption.value.replace("\\", "") for caption in tab.caption if "by e-mail" in caption.value]
        assert len(told) == times, who
    assert "gone.pem" in told[0] and str(tmp_path) not in told[0]
    config.write_text("[mail]\n")
    (told,) = [each.value.replace("\\", "") for each in visit("request", "official", number=receipt.number).caption if "by e-mail" in each.value]
    assert "mail.toml" in told and str(tmp_path) not in told


def test_without_an_address_nobody_is_told_of_the_mail_server(visit, store, received, tmp_path):
    receipt, config = received(), tmp_path / "mail.toml"
    ledger.record(store, receipt.request_id, "acknowledged", ADMINISTRATOR, on_date=store.today())
    config.write_text("[mail]\n")
    records_desk.configure(mail=config)
    assert not [each for each in visit("request", "administrator", number=receipt.number).caption if "by e-mail" in each.value]


def test_the_e_mail_file_is_a_draft_where_the_mail_section_is_wrong(visit, acknowledged, tmp_path):
    config = tmp_path / "mail.toml"
    config.write_text("[mail]\n")
    records_desk.configure(mail=config)
    assert _letters._eml(acknowledged[1]).startswith(b"X-Unsent: 1")


def test_letters_are_read_when_their_links_are_followed_and_not_before(visit, store, acknowledged, monkeypatch):
    receipt, looks = acknowledged[0], []
    ledger.record(store, receipt.request_id, "clarification_asked", ADMINISTRATOR, on_date=store.today(), question="Which year?")
    monkeypatch.setattr(store, "look", lambda act, look=store.look: (looks.append(act), look(act))[1])
    visit("request", "viewer", number=receipt.number)
    assert not [look for look in looks if "Store.query" not in look.__qualname__]
    looks.clear()
    assert offered()[f"{receipt.number}-acknowledged-2026-04-20.pdf"].startswith(b"%PDF") and looks


def choose(tab, name):
    widget(tab, "settings_letter").set_value(name)
    return well(tab.run())


def text_of(tab):
    return next(item for item in tab.text_area if (item.key or "").startswith("settings_wording_"))


def test_wording_is_previewed_saved_and_taken_back(visit, store):
    tab = choose(visit("settings"), "acknowledged")
    text_of(tab).set_value("{{ letterhead }}\n\nThank you, {{ name }}!")
    well(tab.run())
    assert "Thank you, Robin Reyes!" in tab.code[0].value
    press(tab, text_of(tab).key.removesuffix("_text") + "_send")
    assert "Wording of “Acknowledged” saved." in said(tab)
    assert wording.current(store, "acknowledged") == "{{ letterhead }}\n\nThank you, {{ name }}!"
    button = next(button for button in tab.button if button.label == "Use this wording again")
    button.click()
    well(tab.run())
    assert wording.current(store, "acknowledged") == wording.shipped("acknowledged") == text_of(tab).value


def test_a_wording_that_a_colleague_changed_meanwhile_is_told_of_before_it_is_replaced(visit, store):
    tab = choose(visit("settings"), "acknowledged")
    wording.save(store, ADMINISTRATOR, "acknowledged", wording.shipped("acknowledged") + "\n\nTheirs")
    text_of(tab).set_value(wording.shipped("acknowledged") + "\n\nOurs")
    send = text_of(tab).key.removesuffix("_text") + "_send"
    assert "Somebody changed this wording" in press(tab, send).warning[0].value and wording.current(store, "acknowledged").endswith("Theirs")
    press(tab, send)
    assert wording.current(store, "acknowledged").endswith("Ours")


def test_a_field_that_is_not_there_is_named_and_the_text_stays(visit, store):
    tab = choose(visit("settings"), "acknowledged")
    text_of(tab).set_value("Dear {{ nmae }},")
    well(tab.run())
    assert any("no field “nmae”" in warning.value.replace("\\", "") for warning in tab.warning)
    press(tab, text_of(tab).key.removesuffix("_text") + "_send")
    assert "no field “nmae”" in refused(tab) and text_of(tab).value == "Dear {{ nmae }},"
    assert wording.versions(store, "acknowledged") == []


def test_an_appeal_with_a_time_is_warned_of_beside_the_preview(visit, store):
    tab = choose(visit("settings"), "acknowledged")
    text_of(tab).set_value("{{ letterhead }}\n\nYou must appeal to the City Council within 10 days.")
    well(tab.run())
    assert "within 10 days" in tab.code[0].value
    assert [warning.value for warning in tab.warning if "no deadline" in warning.value]


def test_a_denial_s_wording_without_its_sections_is_refused_with_the_law_named(visit, store):
    tab = choose(visit("settings"), "determined_denied")
    text_of(tab).set_value("{{ letterhead }}\n\nSubject: Denied\n\nNo.")
    press(tab, text_of(tab).key.removesuffix("_text") + "_send")
    assert "every section that the withholding rests on (Gov. Code 7922.540)" in refused(tab)
    assert wording.versions(store, "determined_denied") == []


def test_the_letterhead_is_set(visit, store):
    tab = visit("settings")
    city = next(item for item in tab.text_input if (item.key or "").startswith("settings_letterhead"))
    form = city.key.removesuffix("_city")
    city.set_value("City of Sample")
    widget(tab, f"{form}_lines").set_value("1 Sample Street")
    press(tab, f"{form}_send")
    assert "Letterhead saved." in said(tab)
    assert letterhead.letterhead(store) == {"city": "City of Sample", "lines": "1 Sample Street", "logo_sha256": None}


def test_a_logo_stands_in_settings_until_it_is_taken_away(visit, store):
    letterhead.save_logo(store, ADMINISTRATOR, picture())
    tab = visit("settings")
    next(button for button in tab.button if button.label == "Take the logo away").click()
    well(tab.run())
    assert letterhead.letterhead(store)["logo_sha256"] is None and titles(tab) == ["Settings"]


def test_a_corrected_letter_stands_beside_the_first_one(visit, store, received):
    receipt = received()
    first = ledger.record(store, receipt.request_id, "clarification_asked", ADMINISTRATOR, on_date=store.today(), question="Which year?")
    ledger.correct(store, first.event_id, ADMINISTRATOR, question="Which years?")
    tab = visit("request", "staff", number=receipt.number)
    shown = [code.value for code in tab.code if "A question about your request" in code.value]
    assert len(shown) == 2 and "Corrected: " in shown[1] and "Which years?" in shown[1]


@pytest.fixture
def spanish():
    """A denial in Spanish with the English below it, as it is kept."""
    halves = []
    for name in ("determined_denied.es", "determined_denied"):
        with spoken(_wording.parted(name)[1]):
            halves.append(_merge.fill(_wording.shipped(name), _merge.sample("determined_denied")))
    return letter() | {"body": _bilingual.joined(halves), "language": "es"}


def test_a_spanish_pdf_says_its_languages_and_has_the_english_on_a_page_of_its_own(spanish):
    reader = PdfReader(io.BytesIO(_letter_paper.pdf(spanish, picture())))
    first, second = (page.extract_text() for page in reader.pages)
    assert "Denegación de su solicitud PRA-2026-000012" in first and "Según los hechos de este caso" in first and "corte superior" in first
    assert "Denial of your request PRA-2026-000012" in second and "Asunto" not in second and "* * *" not in first + second
    assert "1 de 2" in first
    assert reader.trailer["/Root"]["/Lang"] == "es-US"
    assert reader.metadata.title == "Denegación de su solicitud PRA-2026-000012"
    told = [element for element in elements(reader) if str(element.get("/Lang", "")).startswith("en")]
    assert told, "what is English says so"
    assert [element["/S"] for element in elements(reader)].count("/H1") == 2
    assert any(element.get("/Alt") == "Logotipo: City of Oxnard" for element in elements(reader))


def test_a_spanish_word_document_says_the_language_of_each_paragraph(spanish):
    word = Document(io.BytesIO(_letter_paper.docx(spanish, None)))
    tags = {run._element.rPr.find(qn("w:lang")).get(qn("w:val")): paragraph.text for paragraph in word.paragraphs for run in paragraph.runs if run.text.strip()}
    assert set(tags) == {"es-US", "en-US"} and word.core_properties.language == "es-US"
    assert word.core_properties.title == "Denegación de su solicitud PRA-2026-000012"
    headings = [paragraph.text for paragraph in word.paragraphs if paragraph.style.name == "Heading 1"]
    assert headings == ["Denegación de su solicitud PRA-2026-000012", "Denial of your request PRA-2026-000012"]


def test_the_language_of_a_letter_is_the_requesters_and_may_be_changed_on_the_form(visit, store):
    receipt = ledger.receive(store, ADMINISTRATOR, track="records", on_date=date(2026, 4, 20), verbatim="Permisos", language="es")
    tab = visit("request", "administrator", number=receipt.number)
    assert "Letters in Español, with the English below." in [text.value for text in tab.text]
    press(tab, "_quick_acknowledged")
    asked = widget(tab, "_acknowledged_language")
    assert (asked.label, asked.value) == ("Language of the letter", "es")
    asked.set_value("en")
    press(tab, "_acknowledged_send")
    assert store.query("select language from store.letter_text") == [{"language": None}]


def test_the_spanish_wording_is_changed_and_looked_at_in_settings(visit, store):
    changed = wording.shipped("acknowledged") + "\n\nThank you."
    wording.save(store, ADMINISTRATOR, "acknowledged", changed)
    tab = visit("settings", "administrator")
    widget(tab, "settings_letter_language").set_value("es")
    widget(tab, "settings_letter").set_value("acknowledged").run()
    assert any("was changed since the one in Español was" in warning.value for warning in tab.warning)
    assert any("Estimado(a) Robin Reyes:" in code.value for code in tab.code)
    text = next(area for area in tab.text_area if area.label == "Wording")
    text.set_value(text.value + "\n\nGracias.")
    next(button for button in tab.button if button.label == "Save the wording").click().run()
    assert well(tab) and wording.current(store, "acknowledged.es").endswith("Gracias.")
