"""The HTTP routes beside the pages: downloads by a token that works once, calendars, health, the door for programs; and what runs while they are served."""

import asyncio
import gc
import hashlib
import logging
import secrets
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import anyio
from anyio import to_thread
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from records_desk.db import backup_schedule, backup_turn
from records_desk.db._refused import Refused
from records_desk.db.handing_over import HEADER, open_to_commands
from records_desk.pages import _http, _log, _making
from records_desk.pages._gate import is_direct
from records_desk.pages._slowing import Slowing

LIFETIME_SECONDS, MOST_OFFERS, PATIENCE_SECONDS, A_MINUTE = 15 * 60, 20_000, 5, 60
USED = "This link was used or is too old: open the page again for a new one."
TOO_OFTEN = "Too many wrong addresses came from where you are: try again later."


@dataclass(frozen=True)
class Offer:
    """A file that someone may fetch once: how to make it, what it is called, and until when."""

    make: Callable[[], Path]
    file_name: str
    media_type: str
    is_temporary: bool
    until: float


_offers: dict[str, Offer] = {}  # by the digest of their tokens: how long looking one up takes tells nothing of a token
_guard = threading.Lock()
_slowing = {name: Slowing() for name in ("download", "feed", "command")}
_tokens = {"command": ""}
_below = {"prefix": ""}  # of the routes that this process serves
_looks = anyio.CapacityLimiter(2)  # of threads that wait for the store: never those that serve people


def offer(make: Callable[[], Path], file_name: str, media_type: str, is_temporary: bool = True) -> str:
    """Offer a file, made when it is fetched; return its token, good once, and for 15 minutes at most: see withdraw()."""
    token, now = secrets.token_urlsafe(32), time.monotonic()
    with _guard:
        while _offers and (_offers[oldest := next(iter(_offers))].until < now or len(_offers) >= MOST_OFFERS):
            del _offers[oldest]
        _offers[_digest(token)] = Offer(make, file_name, media_type, is_temporary, now + LIFETIME_SECONDS)
    return token


def withdraw(tokens: Iterable[str]) -> None:
    """Offer these no longer; what is being sent goes on."""
    with _guard:
        for token in tokens:
            _offers.pop(_digest(token), None)


async def download(request: Request) -> Response:
    """Send an offered file once."""
    if refusal := _refusal("download", request):
        return refusal
    with _guard:
        found = _offers.pop(_digest(request.path_params["token"]), None)
    if found is None or found.until < time.monotonic():
        return await _wrong("download", request, USED)
    answer = await _made(found)
    answer.set_cookie(_making.COOKIE, request.path_params["token"][: _making.SIGNS], max_age=_making.SECONDS, samesite="strict")
    return answer


async def _made(found: Offer) -> Response:
    try:
        path = await run_in_threadpool(found.make)
    except Refused as refused:
        return PlainTextResponse(str(refused), 409)
    headers = {"cache-control": "no-store"}
    clean_up = BackgroundTask(path.unlink, missing_ok=True) if found.is_temporary else None
    return FileResponse(path, filename=found.file_name, media_type=found.media_type, headers=headers, background=clean_up)


async def healthz(request: Request) -> Response:
    """Whether the desk lives; the store is not asked, which may be busy."""
    return JSONResponse({"ok": True})


async def readyz(request: Request) -> Response:
    """Whether the desk can be worked with, and what is wrong where it cannot; and the age of its backup, which hinders no work."""
    age = None
    try:
        with anyio.fail_after(PATIENCE_SECONDS):
            checks, age = await to_thread.run_sync(_looked, abandon_on_cancel=True, limiter=_looks)
    except Exception as error:
        _log.tell("not_ready", logging.ERROR, error)
        checks = {"store": f"does not answer a question within {PATIENCE_SECONDS} seconds" if isinstance(error, TimeoutError) else "cannot be read"}
    is_ready = set(checks.values()) == {"ok"}
    told = {"ready": is_ready, "checks": checks, "backup_age_hours": age}
    return JSONResponse(told, 200 if is_ready else 503, headers={"cache-control": "no-store"})


def _looked() -> tuple[dict[str, str], float | None]:
    from records_desk.db import readiness
    from records_desk.pages import _session

    store = _session.store()
    return readiness.checks(store), readiness.backup_age_hours(store)


async def feed(request: Request) -> Response:
    """The calendar of a token; whether a token is wrong or was ended is not told."""
    from records_desk.db import feed as feeds
    from records_desk.pages import _session

    if refusal := _refusal("feed", request):
        return refusal
    body = await run_in_threadpool(feeds.calendar, _session.store(), request.path_params["token"])
    if body is None:
        return await _wrong("feed", request, "There is no calendar here.")
    return Response(body, media_type="text/calendar; charset=utf-8", headers={"cache-control": "private, max-age=300"})


async def command(request: Request) -> Response:
    """Carry out a command that another process on this computer hands over, for whoever can read the desk's token file.

    Who has the token is never refused for others' wrong ones: all of this computer have one address.
    """
    from records_desk.db.commands import HANDED_OVER
    from records_desk.pages import _session

    token, act = _tokens["command"], HANDED_OVER.get(request.path_params["name"])
    if not act or not token or not is_direct(request.scope) or not secrets.compare_digest(request.headers.get(HEADER, "").encode(), token.encode()):
        return _refusal("command", request) or await _wrong("command", request, "There is nothing here.")
    try:
        answer = await run_in_threadpool(partial(act, _session.store(), **await request.json()))
    except Refused as refused:
        return JSONResponse({"refused": str(refused)}, 409)
    _log.tell("command_done", command=act.__module__.rpartition(".")[2], act=act.__name__)
    return JSONResponse(answer)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _refusal(name: str, request: Request) -> Response | None:
    """The answer to an address that was wrong too often."""
    seconds = _slowing[name].refused_for(request.scope)
    return PlainTextResponse(TOO_OFTEN, 429, headers={"retry-after": str(seconds)}) if seconds else None


async def _wrong(name: str, request: Request, sentence: str) -> Response:
    """The answer to a wrong token, which comes the later the more there were from one address."""
    await asyncio.sleep(_slowing[name].wrong(request.scope))
    return PlainTextResponse(sentence, 404)


async def home(request: Request) -> Response:
    """Today is the first page, which Streamlit knows by no name: lead its name there."""
    return RedirectResponse("/")


def routes(prefix: str = "") -> list[BaseRoute]:
    """The routes, below /prefix where one is given."""
    _below["prefix"], base = prefix, f"/{prefix}" if prefix else ""
    own = [Route(f"{base}/healthz", healthz), Route(f"{base}/readyz", readyz)]
    own += [Route(f"{base}/download/{{token}}", download), Route(f"{base}/feed/{{token}}.ics", feed)]
    own += [Route(f"{base}/command/{{name}}", command, methods=["POST"]), _http.mount(base)]
    return own if prefix else [*own, Route("/home", home)]


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
    stopping = asyncio.Event()
    schedule = asyncio.create_task(_keep_schedule(stopping))
    try:
        with open_to_commands(Path(_session.configured["database"]), port, _below["prefix"]) if port else nullcontext("") as _tokens["command"]:
            yield
    finally:
        stopping.set()
        await schedule
        await run_in_threadpool(backup_turn.wait_until_done)  # also one that somebody asked for
        _session.close_store()


async def _keep_schedule(stopping: asyncio.Event) -> None:
    """Each minute make the backup that is due, beginning now: one that was missed while no desk ran is made up."""
    while not stopping.is_set():
        try:
            await run_in_threadpool(_tick)
        except Exception as error:
            _log.tell("schedule_failed", logging.ERROR, error)
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), A_MINUTE)


def _tick() -> None:
    from records_desk.pages import _session

    backup_schedule.tick(_session.store())
