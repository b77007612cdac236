"""The screens in a browser: for this machine alone, behind a token, with no word to any other host."""

import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request
from textual_serve.server import Server

from ledger import settings
from ledger.errors import Unavailable, UsageError
from ledger.storage.engine import Location
from ledger.tui.browser import address, application, command, only_from_here, page
from ledger.tui.reach import within_reach
from tests.cli.shell import Shell

TOKEN = "t0ken"
SECRET = "s3cret"


async def answered(path: str = "/ws", **headers: str) -> int:
    async def handler(_request: web.Request) -> web.StreamResponse:
        return web.Response()

    request = make_mocked_request("GET", path, headers=headers)
    try:
        return (await only_from_here(8010)(request, handler)).status
    except web.HTTPForbidden as refused:
        return refused.status


@pytest.mark.parametrize("host", ["127.0.0.1:8010", "localhost:8010"])
async def test_a_browser_on_this_machine_is_let_in(host: str) -> None:
    assert await answered("/", Host=host) == 200
    assert await answered(Host=host, Origin=f"http://{host}") == 200


async def test_a_page_from_elsewhere_is_not_let_in() -> None:
    assert await answered(Host="127.0.0.1:8010", Origin="http://evil.example") == 403
    assert await answered(Host="evil.example:8010") == 403
    assert await answered(Host="127.0.0.1:80") == 403


async def test_the_socket_wants_to_know_where_one_comes_from() -> None:
    assert await answered(Host="127.0.0.1:8010") == 403


@pytest.fixture
async def browser() -> AsyncIterator[TestClient[web.Request, web.Application]]:
    server = Server("true", port=0)
    listening = TestServer(web.Application())
    await listening.start_server()
    server.port = int(listening.port or 0)
    await listening.close()
    async with TestClient(TestServer(application(server, TOKEN), port=server.port)) as client:
        yield client


async def test_without_the_token_there_is_nothing(browser: TestClient[web.Request, web.Application]) -> None:
    for path in ("/", "/ws", "/static/js/textual.js", "/t0ke/", "/download/x"):
        assert (await browser.get(path)).status in {403, 404}
    assert (await browser.get(f"/{TOKEN}/")).status == 200


async def test_the_page_asks_no_other_host_for_anything(browser: TestClient[web.Request, web.Application]) -> None:
    answer = await browser.get(f"/{TOKEN}/")
    text = await answer.text()
    assert re.findall(r"(?:https?:)?//(?!127\.0\.0\.1)[\w.]+", text.replace("ws://", "")) == []
    rules = answer.headers["Content-Security-Policy"]
    assert rules.startswith("default-src 'none'")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    files = re.findall(r'(?:src|href)="(static/[^"]+)"|url\("(static/[^"]+)"\)', text)
    assert len(files) == 3
    for file in ("".join(found) for found in files):
        answer = await browser.get(f"/{TOKEN}/{file}")
        assert answer.status == 200
        if not file.endswith(".ttf"):
            assert "fonts.googleapis" not in await answer.text()


def test_nothing_of_the_ledger_stands_in_the_command_the_title_or_the_address(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("POSL_LEDGER", "POSL_AUTHOR", "POSL_SERVED_FROM", "POSL_READ_ONLY"):
        monkeypatch.setenv(name, "")
    where = f"postgresql://ana:{SECRET}@host/talks"
    settings.hand_down(where, "ana; rm", tmp_path, reading=True)
    assert (os.environ["POSL_LEDGER"], settings.author_name(), settings.read_only()) == (where, "ana; rm", True)
    for shown in (command(), page("ws://x"), address(8010, TOKEN)):
        assert SECRET not in shown
        assert "ana" not in shown


@pytest.mark.parametrize(
    "given",
    [
        f"postgresql://ana:{SECRET}@host/talks",
        f"postgresql://ana@host/talks?password={SECRET}",
        f"postgresql://ana@host/talks?PASSWORD={SECRET}&sslpassword={SECRET}",
        f"postgres://ana:{SECRET}@host/talks?options=-csearch_path=x",
        f"postgresql://ana:{SECRET}@host:notaport/talks",
        f"mysql://ana:{SECRET}@host/talks",
        f"postgresql://[ana:{SECRET}@host/talks",
    ],
)
def test_no_password_is_ever_shown(given: str) -> None:
    try:
        shown = str(Location.parse(given))
    except UsageError as problem:
        shown = f"{problem} {problem.hint}"
    assert SECRET not in shown


def test_a_session_that_only_reads_records_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shell = Shell(tmp_path)
    shell.ok("init")
    monkeypatch.setenv("POSL_READ_ONLY", "1")
    ran = shell("edit", "ledger", "--set", "title=Talks")
    assert ran.code == Unavailable.exit_code
    assert "opened to be read" in ran.err
    shell.ok("matrix")


@pytest.mark.parametrize("path", ["/etc/passwd", "../x.html", "a/../../x", "~root/x"])
def test_a_browser_reaches_no_file_but_those_beside_the_ledger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setenv("POSL_SERVED_FROM", str(tmp_path))
    assert within_reach("note.html") == tmp_path.resolve() / "note.html"
    (tmp_path / "out").symlink_to("/etc")
    with pytest.raises(UsageError, match="alone"):
        within_reach("out/passwd")
    if path.startswith("~"):
        assert within_reach(path).is_relative_to(tmp_path.resolve())  # nobody's home
        return
    with pytest.raises(UsageError, match="alone"):
        within_reach(path)


def test_without_a_ledger_nothing_is_served(tmp_path: Path) -> None:
    ran = Shell(tmp_path)("serve")
    assert ran.code == 4
    assert "posl init" in ran.err
