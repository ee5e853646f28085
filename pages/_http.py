"""The door for other programs: the public log and the published measures as JSON, and the intake of the city's web form, with their OpenAPI document.

Owns who is let in, how often, how much at a time and how long anybody waits. What is answered is db/published's, what is logged db/web_form's.
"""

import asyncio
import hashlib
import re
import threading
import time
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Annotated, Any, TypeVar

import anyio
from fastapi import Depends, FastAPI, Header, Path, Query, Request, Response, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.routing import Mount

from records_desk.db import intake_key, published, web_form
from records_desk.db._refused import Refused
from records_desk.db.store import Store, StoreError
from records_desk.pages import _log
from records_desk.pages._http_document import document, problems
from records_desk.pages._http_models import (
    NUMBER, Absent, Closed, LogFilter, LogPage, Measure, MeasureRows, Measures, NewRequest, PublicRequest, Received, Token, moment, posted,
)  # fmt: skip
from records_desk.pages._http_problem import HANDLERS, Door, Problem, busy, parsed, too_often
from records_desk.pages._rates import Rate
from records_desk.pages._slowing import Slowing, address_of

PATH, MOST_BYTES, ARRIVES_SECONDS, PATIENCE_SECONDS, KEPT_SECONDS = "/api/v1", 256 * 1024, 20, 10, 15 * 60
OFF = "This desk does not answer programs: an administrator can let it in Settings, under Access for other programs."
WRONG_KEY = "A key of this desk is needed, as Authorization: Bearer KEY. An administrator makes one in Settings, under Access for other programs."
TOO_LONG = f"The body is longer than {MOST_BYTES // 1024} KiB: shorten the text, or send the rest by e-mail."
NO_JSON, TOO_SLOW = "The body must be JSON: say Content-Type: application/json.", f"The body did not arrive within {ARRIVES_SECONDS} seconds: send it again."
NO_REQUEST = "There is no published request with this number."
Result = TypeVar("Result")

reads, posts_by_key, posts_by_address = Rate(300, 60), Rate(120, 3600), Rate(240, 3600)
_wrong_keys = Slowing()
_looks, _turns = anyio.Semaphore(2), anyio.Semaphore(8)  # threads at a time: those of the pages stay free
_kept: dict[str, Any] = {"for": None, "until": 0.0}
_counting = threading.Lock()


def _store() -> Store:
    from records_desk.pages import _session

    return _session.store()


async def _slot(slots: anyio.Semaphore) -> None:
    """Wait for a thread. Raises Problem where all are taken for long."""
    try:
        with anyio.fail_after(PATIENCE_SECONDS):
            await slots.acquire()
    except TimeoutError:
        raise busy() from None


async def _looked(act: Callable[[Store], Result]) -> Result:
    """What act(store) reads. Raises Problem."""
    await _slot(_looks)
    try:
        return await run_in_threadpool(lambda: act(_store()))
    except (Refused, StoreError):
        raise busy() from None
    finally:
        _looks.release()


async def _reader(request: Request) -> None:
    """Whether the desk answers, and has not answered this address too often."""
    if seconds := reads.wait(address_of(request.scope)):
        raise too_often(seconds)
    if not await _looked(published.is_on):
        raise Problem(404, OFF)


def _state() -> str:
    from records_desk.pages import _session

    return repr(_session.log_state())


def _unless_same(request: Request, response: Response, state: str) -> Response | None:
    """The answer to whoever has what stands here already; else the mark by which it is known again."""
    tag = hashlib.sha256(f"{state} {request.url.path}?{request.url.query}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
    headers = {"etag": f'W/"{tag}"', "cache-control": "public, no-cache"}
    asked = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    if asked & {"*", f'"{tag}"'}:
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return None


async def log_page(request: Request, response: Response, asked: Annotated[LogFilter, Query()]) -> Any:
    """Requests as the city publishes them, by number. The same as `records-desk export public_log` writes today."""
    if same := _unless_same(request, response, await run_in_threadpool(_state)):
        return same
    filters = asked.model_dump(exclude={"limit"})
    rows, today = await _looked(lambda store: (published.log_page(store, asked.limit + 1, **filters), store.today()))
    shown = rows[: asked.limit]
    return LogPage(as_of=today, requests=shown, next=shown[-1]["number"] if len(rows) > len(shown) else None)


async def one_request(request: Request, response: Response, number: Annotated[str, Path(pattern=NUMBER)], asked: Annotated[Closed, Query()]) -> Any:
    """One request as the city publishes it. One that is not published is answered like one that never was."""
    if same := _unless_same(request, response, await run_in_threadpool(_state)):
        return same
    found = await _looked(lambda store: published.log_page(store, 1, number=number))
    if not found:
        raise Problem(404, NO_REQUEST)
    return PublicRequest(**found[0])


async def measures(request: Request, response: Response, asked: Annotated[Closed, Query()]) -> Any:
    """Every published measure with its columns, as of the last day of the last whole month."""
    stamp, found = await _looked(_figures)
    if same := _unless_same(request, response, stamp):
        return same
    return Measures(measures=[Measure(**_told(found, name)) for name in published.names()])


async def measure(
    request: Request, response: Response, name: Annotated[str, Path(json_schema_extra={"enum": list(published.names())})], asked: Annotated[Closed, Query()]
) -> Any:
    """A published measure with its rows, small groups suppressed. The same as `records-desk publish` writes as of that day."""
    if name not in published.names():
        raise Problem(404, f"There is no such measure: those that are published are {', '.join(published.names())}.")
    stamp, found = await _looked(_figures)
    if same := _unless_same(request, response, stamp):
        return same
    return MeasureRows(**_told(found, name), rows=found.tables[f"{name}.csv"])


def _figures(store: Store) -> tuple[str, published.Figures]:
    """The published figures and what they are known by. They are measured anew when the log changed, but not twice in a quarter of an hour."""
    state, month = _state(), (str(store.spool), store.today().replace(day=1))
    with _counting:
        if _kept["for"] != month or (_kept["state"] != state and _kept["until"] < time.monotonic()):
            found = published.figures(store)
            _kept.update({"for": month, "state": state, "until": time.monotonic() + KEPT_SECONDS, "found": found})
        return _kept["state"], _kept["found"]


def _told(found: published.Figures, name: str) -> dict[str, Any]:
    columns = [{key: value for key, value in row.items() if key != "file"} for row in published.columns(name)]
    days = {"as_of": found.as_of, "received_from": found.days.first, "received_until": found.days.last}
    return {"name": name, "title": published.names()[name], "columns": columns} | days


_bearer = HTTPBearer(auto_error=False, description="A key of a web form, made by an administrator in Settings.", scheme_name="key")


async def _form(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]) -> dict[str, Any]:
    """The web form whose key was sent. Who has one is never refused for others' wrong ones: a proxy may give all one address."""
    found = await _looked(lambda store: intake_key.holder(store, given.credentials)) if given else None
    if found is None:
        if seconds := _wrong_keys.refused_for(request.scope):
            raise too_often(seconds)
        await asyncio.sleep(_wrong_keys.wrong(request.scope))
        raise Problem(401, WRONG_KEY, www_authenticate='Bearer realm="Records Desk"')
    if seconds := max(posts_by_key.wait(str(found["key_id"])), posts_by_address.wait(address_of(request.scope))):
        raise too_often(seconds)
    return found


async def _body(request: Request) -> bytes:
    """What was sent, looked at by kind and size before it is read whole."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Problem(415, NO_JSON, accept="application/json")
    told, body = request.headers.get("content-length", "0"), bytearray()
    if not re.fullmatch("[0-9]{1,7}", told) or int(told) > MOST_BYTES:
        raise Problem(413, TOO_LONG)
    try:
        with anyio.fail_after(ARRIVES_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MOST_BYTES:
                    raise Problem(413, TOO_LONG)
    except (TimeoutError, ClientDisconnect):
        raise Problem(408, TOO_SLOW, connection="close") from None
    return bytes(body)


async def log_request(
    request: Request, response: Response, form: Annotated[dict[str, Any], Depends(_form)], asked: Annotated[Closed, Query()],
    idempotency_key: Annotated[Token | Absent, Header(description="A token of the form's own for this request: sent again with it, it counts once.")] = None,
) -> Any:
    """Log a request. Sent again with the same Idempotency-Key, or within a day with the same words by the same person, it counts once (200)."""
    sent = parsed(NewRequest, await _body(request))
    post = web_form.Post(posted(sent), moment(sent), sent.website or "", idempotency_key)
    taken = await _recorded(partial(web_form.receive, form=form, post=post))
    _log.tell("act_recorded" if taken.is_new else "sent_before", kind="received", request_id=taken.request_id)
    response.status_code = 201 if taken.is_new else 200
    response.headers["cache-control"] = "no-store"
    return Received(number=taken.number, received_on=taken.received_on, due_on=taken.due_on, due_explained=taken.due_explained)


class _Turn:
    """Who was first: the store, which then records, or whoever waited for it, who then was told that nothing was recorded."""

    def __init__(self) -> None:
        self._guard, self._first = threading.Lock(), ""

    def take(self, who: str) -> bool:
        """Whether the turn is theirs."""
        with self._guard:
            self._first = self._first or who
            return self._first == who


async def _recorded(act: Callable[..., web_form.Taken]) -> web_form.Taken:
    """What act(store, goes_on) records. Where that takes too long nothing is recorded, neither now nor later. Raises Problem."""
    turn = _Turn()
    await _slot(_turns)
    recording = asyncio.ensure_future(run_in_threadpool(lambda: act(_store(), goes_on=lambda: turn.take("store"))))
    recording.add_done_callback(_done)
    await asyncio.wait({recording}, timeout=PATIENCE_SECONDS)
    if not recording.done() and turn.take("sender"):
        raise busy()
    try:
        return await recording
    except (web_form.NotNow, StoreError):
        raise busy() from None
    except Refused as refused:
        raise Problem(409 if isinstance(refused, web_form.OtherWords) else 422, str(refused)) from None


def _done(recording: "asyncio.Future[Any]") -> None:
    """Let the next one in; what became of an act that nobody waited for is told to nobody."""
    _turns.release()
    if not recording.cancelled():
        recording.exception()


def door() -> FastAPI:
    """The application, its addresses below PATH."""
    made = FastAPI(
        title="Records Desk", version="1", docs_url=None, redoc_url=None, openapi_url="/openapi.json", redirect_slashes=False, exception_handlers=HANDLERS,
        swagger_ui_oauth2_redirect_url=None,
    )  # fmt: skip
    read: list[tuple[str, str, Callable[..., Coroutine[Any, Any, Any]], Any]] = [
        ("/requests", "The public log", log_page, LogPage), ("/requests/{number}", "One request", one_request, PublicRequest),
        ("/measures", "The published measures", measures, Measures), ("/measures/{name}", "One measure", measure, MeasureRows),
    ]  # fmt: skip
    for path, summary, act, model in read:
        made.get(path, summary=summary, response_model=model, dependencies=[Depends(_reader)], responses=problems(304, 404, 422, 429, 503))(act)
    told = problems(400, 401, 408, 409, 413, 415, 422, 429, 503) | {200: {"description": "It stands in the log already.", "model": Received}}
    made.post("/requests", summary="Log a request of the city's web form", response_model=Received, status_code=201, responses=told)(log_request)
    made.openapi = partial(document, made)
    return made


def mount(base: str = "") -> Mount:
    """The door as a route of the desk, below base."""
    return Mount(f"{base}{PATH}", app=Door(door()))
