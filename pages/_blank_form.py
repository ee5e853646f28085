"""The blank intake form as a page and as a tagged PDF, both from the fields of the intake page."""

from datetime import UTC, date, datetime, time
from typing import Any


from records_desk.db.intake import NOT_NEEDED, BlankForm, Field
from records_desk.pages import _document
from records_desk.pages._paper import paper

GROUPS = {"asked": "The request", "details": "Details that help to find it", "requester": "How to reach you", "purpose": "Purpose"}
UNNAMED = "Name and purpose are optional: nobody has to say who they are, and purpose may not limit access (Gov. Code 7921.300)."


def html(form: BlankForm) -> bytes:
    """The form as one page that needs nothing beside it, to print or to fill in on screen; it sends nothing."""
    return _document.template("form.html.jinja").render(_told(form)).encode()


def pdf(form: BlankForm, made_on: date) -> bytes:
    """The form as a tagged PDF (PDF/UA-1). The same form made on the same day gives the same bytes."""
    made_at = datetime.combine(made_on, time(), UTC)
    return paper("form.typ", "form", _told(form), made_at)


def _told(form: BlankForm) -> dict[str, Any]:
    """The form in words."""
    sections = [{"title": title, "fields": [_field(field) for field in form.fields if field.group == group]} for group, title in GROUPS.items()]
    return {"title": f"{form.city}: request for records or data", "purpose": f"{NOT_NEEDED} {UNNAMED}", "sections": sections}


def _field(field: Field) -> dict[str, Any]:
    mark = "" if field.is_required else " (optional)"
    label = f"{field.label}{mark}{', YYYY-MM-DD' if field.input == 'date' else ''}"
    return {"name": field.name, "label": label, "help": field.help or "", "is_long": field.input == "long_text"}
