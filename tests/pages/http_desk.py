"""The desk's HTTP routes served for real, on a port of this computer, by a thread of the test: what they recorded can be looked at."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware

import records_desk
from records_desk.pages import _log


@contextmanager
def serving(prefix: str = "") -> Iterator[httpx.Client]:
    """A client of the routes below prefix, behind what the desk has before them."""
    app = Starlette(routes=records_desk.routes(prefix), middleware=[Middleware(_log.RequestLog), *records_desk.middleware()])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, access_log=False, lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until = time.monotonic() + 30
        while not server.started and time.monotonic() < until:
            time.sleep(0.005)
        port = server.servers[0].sockets[0].getsockname()[1]
        base = f"/{prefix}" if prefix else ""
        with httpx.Client(base_url=f"http://127.0.0.1:{port}{base}/api/v1", timeout=60) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(30)
