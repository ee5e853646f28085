"""Who may reach the desk at all, before any page runs: in local mode nobody but this computer; with a provider the way back after sign-in.

Plain ASGI around the whole app. Knows addresses, headers and cookies, and no page.
"""

import re
from collections.abc import Callable
from http.cookies import SimpleCookie
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse

# Whoever sends one of these speaks for somebody else: a reverse proxy on this computer looks like this computer.
FORWARDING = re.compile(
    r"x-(forwarded|origin|originating|original|real|remote|client|cluster|envoy|azure|arr|proxy|scheme|host)\b.*"
    r"|(true-|proxy-|wl-proxy-)?client-ip|forwarded.*|via|cdn-loop|(cf|fastly|fly|x-amz|akamai)-.*"
)
LOCAL_ONLY = (
    "Records Desk is in local mode, and local mode answers this computer alone, directly: name a sign-in provider in the [auth] section of "
    ".streamlit/secrets.toml (docs/sign-in.md), then it may be reached by others and through a proxy."
)
WAY_BACK, WAY_BACK_SECONDS, LONGEST_WAY = "desk_way_back", 600, 2000
SIGN_IN, SIGNED_IN, UPLOAD = "/auth/login", "/oauth2callback", "/_stcore/upload_file/"


class LocalGate:
    """In local mode refuses every request, websockets too, that does not come directly from this computer to this computer."""

    stands = False  # whether it is around the app of this process at all: a host may have left it out

    def __init__(self, app: Any, is_local: Callable[[], bool]) -> None:
        self.app, self.is_local = app, is_local
        LocalGate.stands = True

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] not in ("http", "websocket") or is_direct(scope) or not self.is_local():
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await PlainTextResponse(LOCAL_ONLY, 403)(scope, receive, send)
        else:
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": "Local mode answers this computer alone."})


class KnownUploads:
    """Where people sign in at a provider, takes no upload of anybody who did not: Streamlit would keep it in memory."""

    def __init__(self, app: Any, is_by_provider: Callable[[], bool]) -> None:
        self.app, self.is_by_provider = app, is_by_provider

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        is_upload = scope["type"] == "http" and UPLOAD in scope["path"] and scope["method"] in ("PUT", "POST")
        if is_upload and self.is_by_provider() and not _is_signed_in(Request(scope)):
            await PlainTextResponse("Sign in first.", 403)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


class OldViews:
    """Leads an address of the queue's filters from the time when the queue was the first page to where it is now: it may be a bookmark."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        is_first = scope["type"] == "http" and scope["path"] == "/" and scope["method"] in ("GET", "HEAD")
        if is_first and any(name.startswith("queue_") for name in Request(scope).query_params):
            await RedirectResponse(f"/queue?{Request(scope).url.query}")(scope, receive, send)
        else:
            await self.app(scope, receive, send)


class WayBack:
    """Leads back, after the provider's sign-in, to the address at which it was begun; keeps cookies off plain HTTP where the desk has TLS."""

    def __init__(self, app: Any, has_tls: Callable[[], bool]) -> None:
        self.app, self.has_tls = app, has_tls

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        request, path = Request(scope), scope["path"]

        async def send_on(message: Any) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if path.endswith(SIGN_IN):
                    _remember(headers, request)
                elif path.endswith(SIGNED_IN):
                    _lead_back(headers, request)
                if self.has_tls():
                    _keep_off_plain_http(headers)
            await send(message)

        await self.app(scope, receive, send_on)


def _is_signed_in(request: Request) -> bool:
    """Whether a request bears a sign-in that this desk signed; whether it has ended is asked where it opens something."""
    from streamlit.web.server.starlette.starlette_websocket import USER_COOKIE_NAME, _get_signed_cookie_with_chunks

    return _get_signed_cookie_with_chunks(request.cookies, USER_COOKIE_NAME) is not None


def is_direct(scope: Any) -> bool:
    """Whether a request comes from this computer, to this computer, under a name of this computer, and for nobody else."""
    headers = Headers(scope=scope)
    ends = [(scope.get(end) or (None,))[0] for end in ("client", "server")]
    is_forwarded = any(FORWARDING.fullmatch(name.replace("_", "-")) for name in headers.keys())
    return all(map(_is_loopback, [*ends, _host_name(headers)])) and not is_forwarded and _is_from_here(headers)


def _is_from_here(headers: Headers) -> bool:
    """Whether no page of another origin asks, such as that of another program of this computer."""
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


def _host_name(headers: Headers) -> str | None:
    try:
        parts = urlsplit(f"//{headers.get('host', '')}")
        return parts.hostname if parts.username is None else None
    except ValueError:
        return None


def _remember(headers: MutableHeaders, request: Request) -> None:
    """Keep for ten minutes, in a cookie no script reads, from which page of this desk the sign-in was begun."""
    came_from = urlsplit(request.headers.get("referer", ""))
    way = came_from.path + (f"?{came_from.query}" if came_from.query else "")
    if came_from.netloc == request.headers.get("host") and _is_way(way):
        cookie = f"{WAY_BACK}={quote(way, safe='')}; Path=/; Max-Age={WAY_BACK_SECONDS}; HttpOnly; SameSite=Lax"
        headers.append("set-cookie", cookie)


def _lead_back(headers: MutableHeaders, request: Request) -> None:
    way = unquote(request.cookies.get(WAY_BACK, ""))
    if not way:
        return
    headers.append("set-cookie", f"{WAY_BACK}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax")
    if _is_way(way) and "location" in headers and any(name.startswith("_streamlit_user=") for name in headers.getlist("set-cookie")):
        headers["location"] = way


def _is_way(way: str) -> bool:
    """Whether it is an address below this desk, and of no other host."""
    is_below = way.startswith("/") and not way.startswith(("//", "/\\")) and way.isprintable() and "\\" not in way
    return is_below and len(way) <= LONGEST_WAY and not urlsplit(way).path.endswith((SIGN_IN, SIGNED_IN))


def _keep_off_plain_http(headers: MutableHeaders) -> None:
    cookies = headers.getlist("set-cookie")
    if not cookies:
        return
    del headers["set-cookie"]
    for cookie in cookies:
        is_marked = any(morsel["secure"] for morsel in SimpleCookie(cookie).values())
        headers.append("set-cookie", cookie if is_marked else f"{cookie}; Secure")
