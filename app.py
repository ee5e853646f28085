"""The desk on its own: st.App over pages/_shell.py, with the desk's routes and its security headers."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware

from records_desk import lifespan, middleware, routes
from records_desk.pages import _gate, _log, _sign_in

HERE = Path(__file__).resolve().parent
# Streamlit's page holds one inline script, named here by its hash; nothing may be fetched from elsewhere.
POLICY = (
    "default-src 'self'; script-src 'self' 'sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA=' blob:; worker-src 'self' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
    "frame-ancestors 'none'; form-action 'self'; base-uri 'self'; object-src 'none'"
)
HEADERS = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
]


class SecurityHeaders:
    """Adds the headers to every HTTP answer."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def send_with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *HEADERS]}
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


@asynccontextmanager
async def logged(app: Any) -> AsyncIterator[None]:
    """The desk's life, told in its log."""
    _log.set_up()
    async with lifespan(app):
        _log.tell("started")
        yield
    _log.tell("stopped")


LAYERS = [Middleware(SecurityHeaders), Middleware(_log.RequestLog), *middleware(), Middleware(_gate.OldViews)]
app = st.App(HERE / "pages" / "_shell.py", lifespan=logged, routes=routes(), middleware=LAYERS)


def serve(port: int) -> None:
    """Serve on loopback until stopped; not where a secrets file cannot be read, which may name a sign-in provider, or its secret is easily guessed."""
    if why := _sign_in.why_nobody():
        sys.exit(why)
    _log.set_up()  # before the server says its first line
    sys.argv = [str(HERE / "app.py")]  # Streamlit looks for .streamlit/config.toml beside it
    app.run(config={"server.port": port})


if __name__ == "__main__":
    serve(8501)
