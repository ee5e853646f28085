"""The blank form as a page and as a PDF: the fields of the intake page, no more and no fewer."""

import io
import re
from dataclasses import replace
from html import unescape

import pytest
from pypdf import PdfReader

from records_desk import documents
from records_desk.db import intake
from records_desk.db.language import spoken, translated
from records_desk.pages import _routes
from tests.conftest import TODAY
from tests.pages.conftest import press, well, widget

FORM = intake.BlankForm("City of *Sample* <b>")
SPANISH = replace(FORM, language="es")
OPTIONAL = [field.label for field in intake.FIELDS if not field.is_required]


def made(ending: str, form: intake.BlankForm = FORM) -> bytes:
    return documents()[f"form.{ending}"](form, TODAY)


def words(ending: str, form: intake.BlankForm = FORM) -> str:
    """What can be read in it."""
    if ending == "html":
        return unescape(made("html", form).decode())
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(made("pdf", form))).pages).split()).replace("’", "'")


@pytest.mark.parametrize("ending", ["html", "pdf"])
def test_it_has_every_field_and_marks_all_but_the_words_as_optional(ending):
    text = words(ending)
    for label in OPTIONAL:
        assert f"{label} (optional)" in text, label
    assert "What was asked" in text and "What was asked (optional)" not in text
    assert text.count("(optional)") == len(OPTIONAL)


@pytest.mark.parametrize("ending", ["html", "pdf"])
def test_it_says_that_name_and_purpose_need_not_be_given(ending):
    assert "Name and purpose are optional" in words(ending)
    assert "purpose may not limit access (Gov. Code 7921.300)" in words(ending)
    assert "You need not use this form" in words(ending)


@pytest.mark.parametrize("ending", ["html", "pdf"])
def test_the_citys_name_stays_letter_by_letter(ending):
    assert "City of *Sample* <b>: request for records or data" in words(ending)
    if ending == "html":
        assert b"<b>" not in made("html")


def test_every_box_of_the_page_has_its_label_and_the_page_sends_nothing():
    text = made("html").decode()
    boxes = re.findall(r"<(?:input|textarea|select) id=\"(\w+)\"", text)
    assert boxes == re.findall(r"<label for=\"(\w+)\"", text)
    assert sorted(boxes) == sorted(field.name for field in intake.FIELDS)
    assert not re.search(r"<form|<script|https?://", text)


def test_the_pdf_is_tagged_and_the_same_each_time():
    reader = PdfReader(io.BytesIO(made("pdf")))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"].startswith("en")
    assert made("pdf") == made("pdf")


def test_the_intake_page_asks_for_the_same_fields(visit):
    tab = visit("intake", "staff")
    for field in intake.FIELDS:
        if field.name != "verbatim":
            assert widget(tab, f"_{field.name}").label == field.label
    assert widget(tab, "_text").label.startswith("What was asked:")
    keys = {item.key.split("_", 2)[2] for kind in ("text_input", "text_area", "date_input", "selectbox") for item in getattr(tab, kind) if (item.key or "").startswith("intake_")}
    assert keys - {"text", "on", "summary", "desk", "track", "channel", "complexity"} == {field.name for field in intake.FIELDS} - {"verbatim"}


@pytest.mark.parametrize("ending", ["html", "pdf"])
def test_the_spanish_form_has_every_field_in_spanish(ending):
    text = words(ending, SPANISH)
    with spoken("es"):
        labels = [translated(label) for label in OPTIONAL]
    for label in labels:
        assert f"{label} (opcional)" in text, label
    assert "City of *Sample* <b>: solicitud de registros o datos" in text
    assert "Teléfono" in text and "Organización" in text and "sus propias palabras" in text
    shown = re.sub(r"(?s)<style.*?</style>|<[^>]*>", " ", text)
    assert not set(re.findall(r"[a-z]+", shown.lower())) & {"the", "request", "requester", "optional", "which", "name"}


def test_the_page_of_exports_offers_the_form_in_each_language(visit):
    well(visit("reports", "viewer"))
    offers = {kept.file_name: kept for kept in _routes._offers.values()}
    assert {f"request-form{language}.{ending}" for language in ("", "-es") for ending in intake.ENDINGS} <= offers.keys()
    assert '<html lang="es">' in offers["request-form-es.html"].make().read_text(encoding="utf-8")


def test_a_request_is_logged_with_its_language(visit, store):
    tab = visit("intake", "staff")
    widget(tab, "_text").set_value("Todos los permisos")
    widget(tab, "_language").set_value("es")
    press(tab, "_save")
    assert [row["language"] for row in store.query("select language from store.requester")] == ["es"]
    assert any("Recibimos su solicitud" in code.value for code in tab.code)


def test_the_forms_say_in_which_language_they_are():
    assert '<html lang="es">' in made("html", SPANISH).decode() and '<html lang="en">' in made("html").decode()
    assert PdfReader(io.BytesIO(made("pdf", SPANISH))).trailer["/Root"]["/Lang"].startswith("es")
    assert '<option lang="es">Español</option>' in made("html").decode()
