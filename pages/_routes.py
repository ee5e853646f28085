"""The HTTP routes beside the pages: downloads by a token that works once, calendars, and health."""

import gc
import secrets
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from records_desk.db._refused import Refused
from records_desk.db.handing_over import HEADER, open_to_commands
from records_desk.pages._gate import is_direct

LIFETIME_SECONDS, MOST_OFFERS = 15 * 60, 20_000


@dataclass(frozen=True)
class Offer:
    """A file that someone may fetch once: how to make it, what it is called, and until when."""

    make: Callable[[], Path]
    file_name: str
    media_type: str
    is_temporary: bool
    until: float


_offers: dict[str, Offer] = {}
_guard = threading.Lock()
_tokens = {"command": ""}


def offer(make: Callable[[], Path], file_name: str, media_type: str, is_temporary: bool = True) -> str:
    """Offer a file, made when it is fetched; return its token, good once, and for 15 minutes at most: see withdraw()."""
    token, now = secrets.token_urlsafe(32), time.monotonic()
    with _guard:
        while _offers and (_offers[oldest := next(iter(_offers))].until < now or len(_offers) >= MOST_OFFERS):
            del _offers[oldest]
        _offers[token] = Offer(make, file_name, media_type, is_temporary, now + LIFETIME_SECONDS)
    return token


def withdraw(tokens: Iterable[str]) -> None:
    """Offer these no longer; what is being sent goes on."""
    with _guard:
        for token in tokens:
            _offers.pop(token, None)


async def download(request: Request) -> Response:
    """Send an offered file once."""
    with _guard:
        found = _offers.pop(request.path_params["token"], None)
    if found is None or found.until < time.monotonic():
        return PlainTextResponse("This link was used or is too old: open the page again for a new one.", 404)
    try:
        path = await run_in_threadpool(found.make)
    except Refused as refused:
        return PlainTextResponse(str(refused), 409)
    headers = {"cache-control": "no-store"}
    clean_up = BackgroundTask(path.unlink, missing_ok=True) if found.is_temporary else None
    return FileResponse(path, filename=found.file_name, media_type=found.media_type, headers=headers, background=clean_up)


async def healthz(request: Request) -> Response:
    """Whether the store answers."""
    from records_desk.pages import _session

    await run_in_threadpool(_session.store().read, "any_request")
    return JSONResponse({"ok": True})


async def feed(request: Request) -> Response:
    """The calendar of a token; whether a token is wrong or was ended is not told."""
    from records_desk.db import feed as feeds
    from records_desk.pages import _session

    body = await run_in_threadpool(feeds.calendar, _session.store(), request.path_params["token"])
    if body is None:
        return PlainTextResponse("There is no calendar here.", 404)
    return Response(body, media_type="text/calendar; charset=utf-8", headers={"cache-control": "private, max-age=300"})


async def command(request: Request) -> Response:
    """Carry out a command that another process on this computer hands over, for whoever can read the desk's token file."""
    from records_desk.db.commands import HANDED_OVER
    from records_desk.pages import _session

    token, act = _tokens["command"], HANDED_OVER.get(request.path_params["name"])
    if not act or not token or not is_direct(request.scope) or not secrets.compare_digest(request.headers.get(HEADER, "").encode(), token.encode()):
        return PlainTextResponse("There is nothing here.", 404)
    try:
        return JSONResponse(await run_in_threadpool(partial(act, _session.store(), **await request.json())))
    except Refused as refused:
        return JSONResponse({"refused": str(refused)}, 409)


async def home(request: Request) -> Response:
    """The queue is the first page, which Streamlit knows by no name: lead its name there, filters and all."""
    return RedirectResponse(f"/?{request.url.query}" if request.url.query else "/")


def routes(prefix: str = "") -> list[BaseRoute]:
    """The routes, below /prefix where one is given."""
    base = f"/{prefix}" if prefix else ""
    own = [Route(f"{base}/healthz", healthz), Route(f"{base}/download/{{token}}", download), Route(f"{base}/feed/{{token}}.ics", feed)]
    own.append(Route(f"{base}/command/{{name}}", command, methods=["POST"]))
    return own if prefix else [*own, Route("/queue", home)]


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """Import what is heavy and open the store before the first visitor; close it at the end.

    Streamlit collects garbage after every run: what is frozen here is not looked through again.
    """
    import altair  # noqa: F401
    import email_validator  # noqa: F401
    import pandas  # noqa: F401

    from records_desk.pages import _session

    await run_in_threadpool(_session.store)
    gc.collect()
    gc.freeze()
    port = _session.configured["command_port"]
    with open_to_commands(Path(_session.configured["database"]), port) if port else nullcontext("") as _tokens["command"]:
        yield
    _session.close_store()
