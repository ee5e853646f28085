"""The HTTP routes beside the pages: downloads by a token that works once, and health."""

import gc
import secrets
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

LIFETIME_SECONDS, MOST_OFFERS = 15 * 60, 5_000


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


def offer(make: Callable[[], Path], file_name: str, media_type: str = "text/csv; charset=utf-8", is_temporary: bool = True) -> str:
    """Offer a file, made when it is fetched; return its token, good once and for 15 minutes."""
    token, now = secrets.token_urlsafe(24), time.monotonic()
    with _guard:
        for old in [key for key, kept in _offers.items() if kept.until < now][:100] or list(_offers)[: max(0, len(_offers) - MOST_OFFERS)]:
            del _offers[old]
        _offers[token] = Offer(make, file_name, media_type, is_temporary, now + LIFETIME_SECONDS)
    return token


async def download(request: Request) -> Response:
    """Send an offered file once."""
    with _guard:
        found = _offers.pop(request.path_params["token"], None)
    if found is None or found.until < time.monotonic():
        return PlainTextResponse("This link was used or is too old: open the page again for a new one.", 404)
    path = await run_in_threadpool(found.make)
    headers = {"cache-control": "no-store"}
    clean_up = BackgroundTask(path.unlink, missing_ok=True) if found.is_temporary else None
    return FileResponse(path, filename=found.file_name, media_type=found.media_type, headers=headers, background=clean_up)


async def healthz(request: Request) -> Response:
    """Whether the store answers."""
    from records_desk.pages import _session

    await run_in_threadpool(_session.store().read, "any_request")
    return JSONResponse({"ok": True})


async def home(request: Request) -> Response:
    """The queue is the first page, which Streamlit knows by no name: lead its name there, filters and all."""
    return RedirectResponse(f"/?{request.url.query}" if request.url.query else "/")


def routes(prefix: str = "") -> list[BaseRoute]:
    """The routes, below /prefix where one is given."""
    base = f"/{prefix}" if prefix else ""
    own = [Route(f"{base}/healthz", healthz), Route(f"{base}/download/{{token}}", download)]
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
    yield
    _session.close_store()
