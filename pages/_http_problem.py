"""How the desk answers a program that it cannot serve: RFC 9457, in plain words, and nothing in it that anybody typed."""

import logging
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Match

from records_desk.pages import _log
from records_desk.pages._http_models import SHAPES

MEDIA_TYPE, LATER_SECONDS = "application/problem+json", 30
NO_STORE = {"cache-control": "no-store"}
BUSY = f"The desk is busy and recorded nothing: send the same again in {LATER_SECONDS} seconds, with the same Idempotency-Key where there is one."
FAILED = "The desk could not answer. Its log says more, under the x-request-id of this answer."
SENTENCES = {
    404: "There is nothing here: the addresses are in openapi.json.",
    405: "This address does not take this method: the header Allow names those that it takes.",
}
WORDS = {  # what pydantic finds wrong, by its type; its own words may quote what was sent
    "missing": "This field is needed.",
    "extra_forbidden": "There is a field that is not known: only those of openapi.json are taken.",
    "string_too_long": "This text is too long: at most {max_length} signs.",
    "string_too_short": "This text is too short: at least {min_length} signs.",
    "string_pattern_mismatch": "This is not {shape}.",
    "string_unicode": "This text holds half of a sign: send it as Unicode that is whole.",
    "string_type": "This must be a text.",
    "literal_error": "This must be one of: {expected}.",
    "value_error": "This cannot be right: check how openapi.json wants it written.",
    "greater_than_equal": "This must be at least {ge}.",
    "less_than_equal": "This must be at most {le}.",
    "json_invalid": "The body is no JSON in UTF-8.",
}
OTHER = "This is not what it has to be: openapi.json says what is."
ALTERNATIVES = ("literal[", "nullable", "function-", "constrained-str", "str", "date", "datetime")  # of a union, which pydantic names too


class Problem(Exception):
    """Why the desk does not do what it was asked; headers go with the answer."""

    def __init__(self, status: int, detail: str, errors: list[dict[str, str]] | None = None, **headers: str) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors = status, detail, errors
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def busy() -> Problem:
    """The store does not take anything now."""
    return Problem(503, BUSY, retry_after=str(LATER_SECONDS))


def too_often(seconds: int) -> Problem:
    """Whoever asks has to wait."""
    return Problem(429, f"This was asked too often: ask again in {seconds} seconds.", retry_after=str(seconds))


def invalid(errors: Iterable[Any], known: Iterable[str]) -> Problem:
    """What a model (with fields of these names) finds wrong, each field once."""
    found, names = {}, set(known)
    for error in errors:
        name = next((part for part in error["loc"] if part in names), "")
        told = error.get("ctx") or {}
        found.setdefault(name, WORDS.get(error["type"], OTHER).format_map(_Told(told | {"shape": SHAPES.get(told.get("pattern"))})))
    all_of_it = "; ".join(f"{name or 'the request'}: {words}" for name, words in found.items())
    return Problem(422, f"This was not taken. {all_of_it}", [{"field": name, "detail": words} for name, words in found.items()])


class _Told(dict):
    def __missing__(self, key: str) -> str:
        return "?"


def parsed(model: Any, body: bytes) -> Any:
    """A body as a model. Raises Problem: 400 where it is no JSON, 422 where it is not of the model."""
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)
        if errors[0]["type"] == "json_invalid":
            raise Problem(400, WORDS["json_invalid"]) from None
        raise invalid(errors, model.model_fields) from None


async def answer(request: Request, problem: Exception) -> JSONResponse:
    """A problem as JSON. What failed otherwise is told to the log by Door."""
    if isinstance(problem, RequestValidationError):
        problem = invalid(problem.errors(), {str(part) for error in problem.errors() for part in error["loc"][1:2] if error["type"] != "extra_forbidden"})
    elif isinstance(problem, HTTPException):
        headers = {"allow": _methods(request)} if problem.status_code == 405 else {}
        problem = Problem(problem.status_code, SENTENCES.get(problem.status_code, str(problem.detail)), **headers)
    elif not isinstance(problem, Problem):
        problem = Problem(500, FAILED)
    told = {"type": "about:blank", "title": HTTPStatus(problem.status).phrase, "status": problem.status, "detail": problem.detail}
    told |= {"errors": problem.errors} if problem.errors else {}
    return JSONResponse(told, problem.status, NO_STORE | problem.headers, MEDIA_TYPE)


def _methods(request: Request) -> str:
    """The methods that an address takes: each has a route of its own, and the first of them would name its own alone."""
    routes = [route for route in request.app.routes if route.matches(request.scope)[0] is not Match.NONE]
    return ", ".join(sorted({method for route in routes for method in route.methods}))


HANDLERS = dict.fromkeys((Problem, RequestValidationError, HTTPException, Exception), answer)


class Door:
    """Tells the log of what fails within, which is answered as a problem there; the server would tell it once more."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            await self.app(scope, receive, send)
        except Exception as error:
            _log.tell("request_failed", logging.ERROR, error, route=_log.route_of(scope))
