"""The OpenAPI document of the door: what FastAPI makes of the models, with every problem in its one shape and the body that is read by hand."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from records_desk.pages._http_models import NewRequest, Problem

INTRODUCTION = (
    "What the city publishes of its log of requests for records and data, and the intake of its web form. Reading needs no key, and is answered where "
    "an administrator lets it. Every refusal is application/problem+json (RFC 9457) with a sentence in detail. Nothing here is of a person."
)
MEANINGS = {
    304: "What the ETag in If-None-Match stands for has not changed.",
    400: "The body is no JSON.",
    401: "There is no key, or it is not one of this desk.",
    404: "There is no such thing, or this desk does not answer programs.",
    408: "The body did not arrive in time.",
    409: "The Idempotency-Key was sent before with other words.",
    413: "The body is too long.",
    415: "The body is not said to be JSON.",
    422: "Something that was sent is not as it has to be.",
    429: "This was asked too often.",
    503: "The desk is busy. Nothing was recorded.",
}
LATER = {"Retry-After": {"description": "After how many seconds to ask again.", "required": True, "schema": {"type": "integer", "minimum": 1}}}
REFERENCE = "#/components/schemas/{model}"


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What else than success an address may answer."""
    return {status: {"description": MEANINGS[status]} for status in statuses}


def document(app: FastAPI) -> dict[str, Any]:
    """The document, made once."""
    if app.openapi_schema is None:
        made = get_openapi(title=app.title, version=app.version, description=INTRODUCTION, routes=app.routes)
        _, own = models_json_schema([(Problem, "serialization"), (NewRequest, "validation")], ref_template=REFERENCE)
        made["components"]["schemas"] |= own["$defs"]
        for path in made["paths"].values():
            for operation in path.values():
                _complete(operation["responses"])
        made["paths"]["/requests"]["post"]["requestBody"] = {"required": True, "content": {"application/json": {"schema": _reference("NewRequest")}}}
        app.openapi_schema = made
    return app.openapi_schema


def _complete(responses: dict[str, Any]) -> None:
    for status, told in responses.items():
        if int(status) >= 400:
            told["content"] = {"application/problem+json": {"schema": _reference("Problem")}}
        if status in ("429", "503"):
            told["headers"] = LATER


def _reference(model: str) -> dict[str, str]:
    return {"$ref": REFERENCE.format(model=model)}
