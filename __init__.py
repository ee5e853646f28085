"""Records Desk: a log of requests for data and public records that measures itself.

This is the plug-in's door. Alone, app.py serves the desk; another Streamlit back office calls configure(), puts
mount() into its own st.navigation, and gives routes() and lifespan to its st.App.
"""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.middleware import Middleware
    from starlette.routing import BaseRoute
    from streamlit.navigation.page import StreamlitPage

    from records_desk.db.store import Store

__all__ = ["configure", "documents", "lifespan", "middleware", "mount", "open_store", "routes"]


def configure(
    *,
    database: str | Path | None = None,
    clock: Callable[[], datetime] | None = None,
    current_user: Callable[[], str | None] | None = None,
    command_port: int | None = None,
    mail: str | Path | None = None,
) -> None:
    """Hand in where the store is, a clock (aware UTC), who is signed in (their sign-in name, None for nobody), the port on
    loopback at which commands of this computer may hand over their work, and the TOML file whose [mail] section holds the
    password of the server that letters are sent through, or names that server where Settings does not.

    What is left out keeps its default: city.duckdb and .streamlit/secrets.toml in the working folder, the computer's clock,
    Streamlit's own sign-in.
    """
    from records_desk.pages import _session

    _session.configured.update({name: value for name, value in locals().items() if name in _session.DEFAULTS and value is not None})


def open_store() -> "Store":
    """Open the city's store now, before anybody visits, and hold it. Raises StoreError, which says why it cannot be opened."""
    from records_desk.pages import _session

    return _session.store()


def mount(prefix: str = "") -> "list[StreamlitPage]":
    """The desk's pages for st.navigation, their addresses beginning with prefix and a hyphen where one is given.

    Raises RuntimeError where nobody would be asked who they are: no current_user, no provider, and no middleware() around the app;
    ValueError for a prefix that is no word.
    """
    _check(prefix)
    from records_desk.pages import _gate, _session

    if _session.is_local() and not _gate.LocalGate.stands:
        raise RuntimeError(
            "Everybody would be the desk's administrator: say who is signed in, records_desk.configure(current_user=...), "
            "or have st.App take records_desk.middleware(), with which this computer alone is answered."
        )
    return _session.mount(prefix)


def routes(prefix: str = "") -> "list[BaseRoute]":
    """The HTTP routes that the pages need, below /prefix: downloads, calendars, health, and the door of this computer's commands.

    prefix: the same as mount's. Raises ValueError for one that is no word.
    """
    _check(prefix)
    from records_desk.pages import _routes

    return _routes.routes(prefix)


def middleware() -> "list[Middleware]":
    """What stands before every request: in local mode the desk answers this computer alone; with a provider nobody uploads unsigned, and people are led back."""
    from starlette.middleware import Middleware

    from records_desk.pages import _gate, _session, _sign_in

    return [
        Middleware(_gate.LocalGate, is_local=_session.is_local),
        Middleware(_gate.KnownUploads, is_by_provider=_session.is_by_provider),
        Middleware(_gate.WayBack, has_tls=_sign_in.has_tls),
    ]


def lifespan(app: Any) -> Any:
    """Open the store and warm up before the first visitor, close the store at the end."""
    from records_desk.pages import _routes

    return _routes.lifespan(app)


def documents() -> dict[str, Callable[..., bytes]]:
    """What becomes a file, by its ending: a ready report (db/report.py) html and pdf, the published tables bundle, the blank form
    (db/intake.py) of a day form.html and form.pdf. Needs no server.
    """
    from records_desk.pages import _blank_form, _bundle, _document

    return {
        "html": lambda report: _document.html(report).encode(),
        "pdf": _document.pdf,
        "bundle": lambda tables: _bundle.page(tables).encode(),
        "form.html": lambda form, made_on: _blank_form.html(form),
        "form.pdf": _blank_form.pdf,
    }


def _check(prefix: str) -> None:
    if prefix and not re.fullmatch(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*", prefix):
        raise ValueError(f"The prefix “{prefix}” cannot stand in an address: give letters and digits, with hyphens between them, such as desk.")
