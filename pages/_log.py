"""The desk's log: a line of JSON an event on stderr, and nothing in it that anybody typed.

Owns what a line may hold: what the desk says of itself in fixed words and numbers. Of other programs' lines it keeps where they
come from and their words without what was filled in; of an exception its type and place, for its words may quote a cell or a name.
"""

import errno
import json
import logging
import re
import sys
import threading
import time
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

OWN, HEADER = "records_desk", "x-request-id"
WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{8,64}")
PAGES = frozenset(file.stem for file in Path(__file__).parent.glob("[a-z]*.py"))
UNTOLD = ("/healthz", "/readyz", "/_stcore/health", "/_stcore/host-config", "/static")  # asked for all the time: told only when they fail
MOST_FRAMES, LONGEST_WORDS = 25, 200
FAILED = "The desk could not answer. Its log says more, under {id}."

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
_desk = logging.getLogger(OWN)


def tell(event: str, level: int = logging.INFO, failure: BaseException | None = None, **told: str | int | None) -> None:
    """Write a line: what happened in a fixed word, and codes and numbers of it. Never words that anybody typed."""
    _desk.log(level, event, exc_info=failure, extra={"told": told})


def set_up() -> None:
    """Have this process, and the programs that it is made of, write such lines only."""
    import streamlit.logger
    import uvicorn.config

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Line())
    handler.addFilter(lambda record: record.name == OWN or record.levelno >= logging.WARNING)
    logging.getLogger().handlers = [handler]
    _desk.setLevel(logging.INFO)
    streamlit.logger.setup_formatter = _join  # which gives each logger a handler of its own, anew at each change of the configuration
    streamlit.logger.update_formatter()
    for name, asked in uvicorn.config.LOGGING_CONFIG["loggers"].items():
        asked |= {"handlers": [], "propagate": True}
        _join(logging.getLogger(name))
    logging.captureWarnings(True)
    sys.excepthook = lambda kind, error, trace: tell("crashed", logging.CRITICAL, error)
    threading.excepthook = lambda failed: tell("thread_failed", logging.ERROR, failed.exc_value)


def _join(logger: logging.Logger) -> None:
    """Have a logger hand its lines to the one handler."""
    logger.handlers, logger.propagate = [], True


class Line(logging.Formatter):
    """A record as a line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, event, request id; then what the event tells, or where another program's words come from."""
        line = {"time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"), "level": record.levelname.lower()}
        line["event"] = record.msg if record.name == OWN else "library"
        if asked := request_id.get():
            line["request"] = asked
        line |= getattr(record, "told", {}) if record.name == OWN else _of_library(record)
        if record.exc_info and record.exc_info[1]:
            line["failure"] = _failure(record.exc_info[1])
        return json.dumps({name: value for name, value in line.items() if value is not None})


def _of_library(record: logging.LogRecord) -> dict[str, str]:
    """Who said it and where; its words only where what was filled in stands apart from them."""
    told = {"logger": record.name, "at": f"{_place(record.pathname)}:{record.lineno}"}
    is_apart = bool(record.args) or record.name.startswith("uvicorn")
    return told | ({"words": str(record.msg).strip()[:LONGEST_WORDS]} if is_apart else {})


def _failure(error: BaseException) -> list[dict[str, Any]]:
    """An exception and what led to it: types and places. Their words stay out, they may quote what was typed."""
    chain: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in chain:
        chain.append(cause)
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return [_one(each) for each in chain]


def _one(error: BaseException) -> dict[str, Any]:
    number = getattr(error, "errno", None) if isinstance(error, OSError) else None
    told = {"type": f"{type(error).__module__}.{type(error).__qualname__}", "frames": _frames(error.__traceback__)}
    return told | ({"errno": errno.errorcode.get(number, str(number))} if isinstance(number, int) else {})


def _frames(trace: TracebackType | None) -> list[str]:
    frames = []
    while trace:
        code = trace.tb_frame.f_code
        frames.append(f"{_place(code.co_filename)}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return frames[-MOST_FRAMES:]


def _place(file: str) -> str:
    """A file of a program by its folder and name: where it is installed is nobody's business."""
    return "/".join(Path(file).parts[-2:])


class RequestLog:
    """Tells of every answer: its route, never its address, which may hold a token, a number or words; its status and milliseconds."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        given, began, answered = Headers(scope=scope).get(HEADER, ""), time.monotonic(), {"status": 0}
        asked = given if WELL_FORMED.fullmatch(given) else uuid4().hex

        async def send_on(message: Any) -> None:
            if message["type"] == "http.response.start":
                answered["status"] = message["status"]
                MutableHeaders(scope=message)[HEADER] = asked
            await send(message)

        kept = request_id.set(asked)
        try:
            await self._answer(scope, receive, send_on, answered)
        finally:
            _told(scope, answered["status"], time.monotonic() - began)
            request_id.reset(kept)

    async def _answer(self, scope: Any, receive: Any, send: Any, answered: dict[str, int]) -> None:
        """Pass on; where that fails say so here, for the server would print the words of the exception."""
        try:
            await self.app(scope, receive, send)
        except Exception as error:
            tell("request_failed", logging.ERROR, error, route=route_of(scope))
            if answered["status"] or scope["type"] == "websocket":
                raise
            await PlainTextResponse(FAILED.format(id=request_id.get()), 500)(scope, receive, send)


def route_of(scope: Any) -> str:
    """The pattern of the route that answers, or the desk's page by its name; of anything else nothing."""
    pattern = getattr(scope.get("route"), "path", "")
    mounted = scope.get("root_path", "").removeprefix(scope.get("app_root_path", ""))
    if pattern and pattern != "/" and ":path}" not in pattern:
        return pattern if pattern == mounted else mounted + pattern
    first = scope["path"].strip("/").partition("/")[0]
    return f"/{first}" if not first or first in PAGES else "/static" if first == "static" else "other"


def _told(scope: Any, status: int, seconds: float) -> None:
    route, milliseconds = route_of(scope), round(seconds * 1000)
    if scope["type"] == "websocket":
        tell("visit_ended", route=route, ms=milliseconds)
    elif status >= 400 or not route.startswith(UNTOLD):
        tell("answered", logging.ERROR if status >= 500 else logging.INFO, route=route, method=_method(scope), status=status, ms=milliseconds)


def _method(scope: Any) -> str:
    return scope["method"] if scope["method"] in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH") else "other"
