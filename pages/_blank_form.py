"""The blank intake form as a page and as a tagged PDF, both from the fields of the intake page, in the language of the form."""

from datetime import UTC, date, datetime, time
from typing import Any


from records_desk.db.intake import NOT_NEEDED, BlankForm, Field
from records_desk.db.language import LANGUAGES, msgid, spoken, translated
from records_desk.pages import _document
from records_desk.pages._paper import paper

GROUPS = {
    "asked": msgid("The request"), "details": msgid("Details that help to find it"), "requester": msgid("How to reach you"),
    "purpose": msgid("Purpose"),
}  # fmt: skip
UNNAMED = msgid("Name and purpose are optional: nobody has to say who they are, and purpose may not limit access (Gov. Code 7921.300).")
NOTES = {"date": msgid("YYYY-MM-DD")}


def html(form: BlankForm) -> bytes:
    """The form as one page that needs nothing beside it, to print or to fill in on screen; it sends nothing."""
    return _document.template("form.html.jinja").render(_told(form)).encode()


def pdf(form: BlankForm, made_on: date) -> bytes:
    """The form as a tagged PDF (PDF/UA-1). The same form made on the same day gives the same bytes."""
    made_at = datetime.combine(made_on, time(), UTC)
    return paper("form.typ", "form", _told(form), made_at)


def _told(form: BlankForm) -> dict[str, Any]:
    """The form in words of its language."""
    with spoken(form.language):
        sections = [
            {"title": translated(title), "fields": [_field(field) for field in form.fields if field.group == group]} for group, title in GROUPS.items()
        ]
        return {
            "language": form.language,
            "title": translated(msgid("{city}: request for records or data")).format(city=form.city),
            "purpose": f"{translated(NOT_NEEDED)} {translated(UNNAMED)}",
            "pages": translated(msgid("1 of 1")),
            "sections": sections,
        }


def _field(field: Field) -> dict[str, Any]:
    label = translated(field.label)
    if not field.is_required:
        label = translated(msgid("{label} (optional)")).format(label=label)
    if field.input in NOTES:
        label = f"{label}, {translated(NOTES[field.input])}"
    return {
        "name": field.name,
        "label": label,
        "help": translated(field.help) if field.help else "",
        "is_long": field.input == "long_text",
        "choices": [{"language": code, "name": name} for code, name in LANGUAGES.items()] if field.input == "language" else [],
    }
