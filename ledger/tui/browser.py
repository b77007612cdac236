"""The screens in a browser, for this machine alone: textual-serve has no login, so nobody else may reach it.

Listening on loopback is not enough: other users of this machine, and a page from anywhere that is open in the same
browser, could connect to it too. So the address holds a token that nobody can guess; what comes for another ``Host`` or
from another ``Origin`` is refused, and the socket wants an ``Origin``. The page is our own: it asks no other host for
anything, fonts included. Ledger and author are handed down in the environment, which others cannot list.
"""

import html
import logging
import secrets
import shlex
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from ledger import settings
from ledger.errors import Unavailable

if TYPE_CHECKING:
    from aiohttp import web
    from aiohttp.typedefs import Handler, Middleware
    from textual_serve.server import Server

HOST = "127.0.0.1"
SERVED = "--served"
"""Tells ``posl tui`` that a browser is its terminal."""
TITLE = "position ledger"


def serve(ledger: str, author: str | None, port: int, folder: Path, *, reading: bool = False) -> None:
    """Serve the screens until interrupted; raise ``Unavailable`` without the extra ``serve``."""
    if find_spec("textual_serve") is None:
        raise Unavailable("textual-serve is not installed", hint="pip install 'position-ledger[serve]'")
    from textual_serve.server import Server

    token = secrets.token_urlsafe(24)
    settings.hand_down(ledger, author, folder, reading=reading)

    class LoopbackServer(Server):
        async def _make_app(self) -> "web.Application":
            return application(self, token)

        def initialize_logging(self) -> None:
            """Log no request, whose address holds the token, and no values of variables."""
            logging.basicConfig(level="WARNING", format="%(message)s")
            logging.getLogger("aiohttp.access").disabled = True

        async def on_startup(self, app: "web.Application") -> None:
            self.console.print(f"Serving on {address(port, token)}", highlight=False, soft_wrap=True)
            self.console.print("Whoever has this address is let in. Ctrl+C to quit.", highlight=False)

    try:
        LoopbackServer(command(), host=HOST, port=port, title=TITLE).serve()
    except OSError as problem:
        raise Unavailable(f"port {port} cannot be opened: {problem.strerror}", hint="--port takes another") from problem


def command() -> str:
    """Return the command that draws the screens for one browser: the same words whatever the ledger."""
    return shlex.join([sys.executable, "-m", "ledger", "tui", SERVED])


def address(port: int, token: str) -> str:
    """Return where the screens are to be seen."""
    return f"http://{HOST}:{port}/{token}/"


def application(server: "Server", token: str) -> "web.Application":
    """Return what answers: one page, its files and its socket, all behind the token."""
    from aiohttp import web

    async def index(request: web.Request) -> web.Response:
        text = page(f"ws://{request.host}/{token}/ws")
        return web.Response(text=text, content_type="text/html", headers=headers(request.host))

    app = web.Application(middlewares=[only_from_here(server.port)])
    app.router.add_get(f"/{token}/", index)
    app.router.add_get(f"/{token}/ws", server.handle_websocket)
    app.router.add_static(f"/{token}/static", server.statics_path)
    app.on_startup.append(server.on_startup)
    app.on_shutdown.append(server.on_shutdown)
    return app


def headers(host: str) -> dict[str, str]:
    """Return what the browser is told not to do: to ask anybody else for anything, or to tell where it came from."""
    rules = (
        "default-src 'none'", "script-src 'self'", "style-src 'self' 'unsafe-inline'", "font-src 'self'",
        "img-src 'self' data:", f"connect-src ws://{host}", "frame-ancestors 'none'", "base-uri 'none'",
    )  # fmt: skip
    return {
        "Content-Security-Policy": "; ".join(rules),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }


def page(socket: str) -> str:
    """Return the page: a terminal, and what is said once it has ended."""
    return _PAGE.format(title=html.escape(TITLE), socket=html.escape(socket))


_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<link rel="stylesheet" href="static/css/xterm.css">
<style>
@font-face {{ font-family: "Roboto Mono"; src: url("static/fonts/RobotoMono-VariableFont_wght.ttf"); }}
body {{ margin: 0; background: #0c181f; color: #fff; font-family: "Roboto Mono", monospace; }}
.textual-terminal {{ width: 100vw; height: 100vh; }}
.ended {{ display: none; padding: 2em; }}
.-closed .ended {{ display: block; }}
.-closed .textual-terminal {{ display: none; }}
.ended a {{ color: inherit; }}
</style>
<script src="static/js/textual.js"></script>
</head>
<body>
<p class="ended">The session has ended. <a href="./">Open the screens again</a></p>
<div id="terminal" class="textual-terminal" data-session-websocket-url="{socket}" data-font-size="16"></div>
</body>
</html>
"""


def only_from_here(port: int) -> "Middleware":
    """Return a middleware that refuses what comes for another host, or from another origin."""
    from aiohttp import web

    hosts = {f"{name}:{port}" for name in (HOST, "localhost")}
    origins = {f"http://{host}" for host in hosts}

    @web.middleware
    async def check(request: web.Request, handler: "Handler") -> web.StreamResponse:
        origin = request.headers.get("Origin")
        missing = origin is None and not request.path.endswith("/ws")  # a page that is opened has none, a socket has
        if request.host not in hosts or (origin not in origins and not missing):
            raise web.HTTPForbidden(text="The ledger is served to this machine alone.")
        return await handler(request)

    return check
