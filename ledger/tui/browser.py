"""The screens in a browser, for this machine alone: textual-serve has no login, so nobody else may reach it.

Listening on loopback is not enough: a page from anywhere that is open in the same browser could connect to it too.
Requests whose ``Host`` or ``Origin`` is another than ours are refused.
"""

import shlex
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

from ledger.errors import Unavailable

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler, Middleware

HOST = "127.0.0.1"
SERVED = "--served"
"""Tells ``posl tui`` that a browser is its terminal."""


def serve(ledger: str, author: str | None, port: int) -> None:
    """Serve the screens until interrupted; raise ``Unavailable`` without the extra ``serve``."""
    if find_spec("textual_serve") is None:
        raise Unavailable("textual-serve is not installed", hint="pip install 'position-ledger[serve]'")
    from aiohttp import web
    from textual_serve.server import Server

    class LoopbackServer(Server):
        async def _make_app(self) -> web.Application:
            app = await super()._make_app()
            app.middlewares.append(only_from_here(port))
            return app

    try:
        LoopbackServer(command(ledger, author), host=HOST, port=port, title="position ledger").serve()
    except OSError as problem:
        raise Unavailable(f"port {port} cannot be opened: {problem.strerror}", hint="--port takes another") from problem


def command(ledger: str, author: str | None) -> str:
    """Return the command that draws the screens for one browser."""
    who = ["--author", author] if author else []
    return shlex.join([sys.executable, "-m", "ledger", "--ledger", ledger, *who, "tui", SERVED])


def only_from_here(port: int) -> "Middleware":
    """Return a middleware that refuses what comes for another host, or from another origin."""
    from aiohttp import web

    hosts = {f"{name}:{port}" for name in (HOST, "localhost")}
    origins = {None, *(f"http://{host}" for host in hosts)}

    @web.middleware
    async def check(request: web.Request, handler: "Handler") -> web.StreamResponse:
        if request.host not in hosts or request.headers.get("Origin") not in origins:
            raise web.HTTPForbidden(text="The ledger is served to this machine alone.")
        return await handler(request)

    return check
