"""The screens in a browser: for this machine alone."""

import shlex
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from ledger.tui.browser import command, only_from_here
from tests.cli.shell import Shell


async def answered(**headers: str) -> int:
    async def handler(_request: web.Request) -> web.StreamResponse:
        return web.Response()

    request = make_mocked_request("GET", "/ws", headers=headers)
    try:
        return (await only_from_here(8010)(request, handler)).status
    except web.HTTPForbidden as refused:
        return refused.status


@pytest.mark.parametrize("host", ["127.0.0.1:8010", "localhost:8010"])
async def test_a_browser_on_this_machine_is_let_in(host: str) -> None:
    assert await answered(Host=host) == 200
    assert await answered(Host=host, Origin=f"http://{host}") == 200


async def test_a_page_from_elsewhere_is_not_let_in() -> None:
    assert await answered(Host="127.0.0.1:8010", Origin="http://evil.example") == 403
    assert await answered(Host="evil.example:8010") == 403
    assert await answered(Host="127.0.0.1:80") == 403


def test_the_browser_gets_the_same_ledger_and_author() -> None:
    words = shlex.split(command("a b.db", "ana; rm"))
    assert words[3:] == ["--ledger", "a b.db", "--author", "ana; rm", "tui", "--served"]


def test_without_a_ledger_nothing_is_served(tmp_path: Path) -> None:
    ran = Shell(tmp_path)("serve")
    assert ran.code == 4
    assert "posl init" in ran.err
