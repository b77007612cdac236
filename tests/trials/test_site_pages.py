"""A site in a real browser: nothing for axe-core to find, every link resolves, nothing is asked of anybody outside.

Skipped without Chromium, and without axe-core, which comes with ``npm pack axe-core``: ``POSL_AXE=…/axe.min.js``.
"""

import json
import os
import random
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from benchmarks import big_ledger
from ledger.services import export_formats
from ledger.services.demo import make_demo
from ledger.services.ledgers import open_database

AXE = Path(os.environ.get("POSL_AXE", "axe.min.js"))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SAMPLE = 60  # pages of the large site that axe-core looks at; links are followed on all of them
LARGEST = 1_500_000  # bytes of a page
POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy"[^>]*>')
WALK = """
<iframe id="page" width="1280" height="900"></iframe><script>
const frame = document.getElementById("page"), found = {};
const wait = () => new Promise((done) => { frame.onload = done; });
(async () => {
  const source = await (await fetch("/axe.min.js")).text();
  for (const path of PATHS) {
    const loaded = wait();
    frame.src = "/" + path;
    await loaded;
    frame.contentWindow.eval(source);
    const said = await frame.contentWindow.axe.run({ resultTypes: ["violations"] });
    if (said.violations.length)
      found[path] = said.violations.map((each) => `${each.id}: ${each.nodes.length} × ${each.nodes[0].html}`);
  }
  await fetch("/found", { method: "POST", body: JSON.stringify(found) });
})().catch((problem) => fetch("/found", { method: "POST", body: JSON.stringify({ failed: String(problem) }) }));
</script>
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    return _site(make_demo(folder / "demo", "ana").path, folder / "site")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large")
    big_ledger.make_wide(folder / "ledger.db")
    return _site(folder / "ledger.db", folder / "site")


def _site(ledger: Path, folder: Path) -> Path:
    database = open_database(str(ledger))
    with database.read() as store:
        export_formats.write(store, str(folder), "site")
    database.close()
    return folder


class _Served(SimpleHTTPRequestHandler):
    """Serves a site without its policy, so that axe-core can run in it, and takes what was found."""

    found: dict[str, Any]
    done: threading.Event
    walk: bytes

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path).lstrip("/")
        if path == "walk":
            self._answer(self.walk, "text/html")
        elif path == "axe.min.js":
            self._answer(AXE.read_bytes(), "text/javascript")
        elif path.endswith(".html"):
            self._answer(POLICY.sub(b"", (Path(self.directory) / path).read_bytes()), "text/html")
        else:
            super().do_GET()

    def do_POST(self) -> None:
        self.found.update(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self._answer(b"", "text/plain")
        self.done.set()

    def _answer(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def _serving(folder: Path) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Served, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def _looked_at(site: Path, paths: list[str], profile: Path) -> dict[str, Any]:
    """Return what axe-core finds on some pages of a site, by page."""
    _Served.found, _Served.done = {}, threading.Event()
    _Served.walk = WALK.replace("PATHS", json.dumps(paths)).encode()
    with _serving(site) as port:
        options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}"]
        with subprocess.Popen(
            [str(CHROMIUM), *options, "--remote-debugging-port=0", f"http://127.0.0.1:{port}/walk"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        ) as browser:  # fmt: skip
            assert _Served.done.wait(20 * len(paths)), "the browser did not come to an end"
            browser.terminate()
    return _Served.found


needs_a_browser = pytest.mark.skipif(
    CHROMIUM is None or not AXE.exists(), reason="needs Chromium, and axe-core: POSL_AXE=…/axe.min.js"
)


@needs_a_browser
def test_axe_core_finds_nothing_on_the_demo(small: Path, tmp_path: Path) -> None:
    pages = sorted(str(path.relative_to(small)) for path in small.rglob("*.html"))
    assert _looked_at(small, pages, tmp_path) == {}


@needs_a_browser
def test_axe_core_finds_nothing_on_a_large_site(large: Path, tmp_path: Path) -> None:
    pages = sorted(str(path.relative_to(large)) for path in large.rglob("*.html"))
    drawn = random.Random(7).sample(pages, SAMPLE)
    assert _looked_at(large, [*drawn, "index.html", "matrix.html", "measures.html"], tmp_path) == {}


class _Page(HTMLParser):
    """The links and the names of a page, and whatever it would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.names: set[str] = set()
        self.fetched: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if name := given.get("id"):
            self.names.add(name)
        if tag == "a" and (href := given.get("href")):
            self.links.add(href)
        elif address := given.get("src") or (given.get("href") if tag == "link" else None):
            self.fetched.add(address)


@pytest.mark.parametrize("site", ["small", "large"])
def test_every_link_resolves_and_nothing_outside_is_asked(site: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(site)
    pages: dict[Path, _Page] = {}
    for path in folder.rglob("*.html"):
        assert path.stat().st_size < LARGEST, path
        pages[path] = _Page()
        pages[path].feed(path.read_text(encoding="utf-8"))
    broken = {
        (str(path.relative_to(folder)), link)
        for path, page in pages.items()
        for link in page.links
        if not urlsplit(link).scheme and not _resolves(path, link, pages, folder)
    }
    assert broken == set()
    outside = {each for page in pages.values() for each in page.fetched if urlsplit(each).scheme not in {"", "data"}}
    assert outside == set()


def _resolves(path: Path, link: str, pages: dict[Path, _Page], folder: Path) -> bool:
    where = urlsplit(link)
    target = (path.parent / unquote(where.path)).resolve() if where.path else path
    if target not in pages:
        return target.is_file() and folder in target.parents
    return not where.fragment or unquote(where.fragment) in pages[target].names
