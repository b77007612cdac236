"""Two hundred ledgers in one PostgreSQL database, a schema each: the figures of docs/scale.md."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from math import ceil
from pathlib import Path
from time import monotonic, process_time

import pytest

from ledger.services.catalogue import catalogue
from ledger.storage import changesets, migrate
from ledger.storage.database import Database
from ledger.storage.engine import Location
from tests.conftest import NewLocation
from tests.support import FRAME, HEADER, load, load_into, stance
from tests.trials.counting import SHARE

WRITERS, TIMES = 16, 25
LEDGERS = max(ceil(200 * SHARE), WRITERS)


@pytest.fixture
def shards(new_location: NewLocation) -> list[Location]:
    """Ledgers in one database; one takes up to half a second to make."""
    url = new_location("postgresql").url
    assert url is not None
    addresses = [url.update_query_dict({"options": f"-csearch_path=talks{number}"}) for number in range(LEDGERS)]
    made = [Location(url=address) for address in addresses]
    began = monotonic()
    for location in made:
        migrate.create(location)
    _say(f"{LEDGERS} ledgers made in {monotonic() - began:.0f} s")
    return made


def test_writers_of_different_ledgers_do_not_wait_for_each_other(
    shards: list[Location], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = [Database(location) for location in shards[:WRITERS]]
    for database in some:
        load(database, FRAME)
    _all_at_once(some)
    alone = _watched("one writer alone", some[0], lambda: _write(some[0], 0))
    apart = _watched(f"{WRITERS} writers, a ledger each", some[0], lambda: _together(_write, some))
    one = _watched(f"{WRITERS} writers in one ledger", some[0], lambda: _together(_write, some[:1] * WRITERS))
    assert (alone, apart) == (0, 0), "nobody waits for a lock of another ledger"
    assert one > 0, "who looks for waiting sees it where it is"
    for database in some[1:]:
        with database.read() as store:
            assert changesets.last_number(store) == 1 + TIMES
    for database in some:
        database.close()
    _listed(shards, tmp_path, monkeypatch)


def _all_at_once(some: list[Database]) -> None:
    """Every writer has its ledger's lock in hand at one time: each waits for the others before it lets go."""
    met = threading.Barrier(len(some), timeout=30)

    def hold(database: Database, number: int) -> None:
        with database.write() as store:
            load_into(store, stance("land", "red", "demands", "2026-01-02", at=f"held {number}"), header=HEADER)
            met.wait()
            raise KeyError  # nothing of it is kept

    def held(database: Database, number: int) -> None:
        with pytest.raises(KeyError):
            hold(database, number)

    _together(held, some)


def _together(act: Callable[[Database, int], None], some: list[Database]) -> None:
    with ThreadPoolExecutor(len(some)) as pool:
        for done in [pool.submit(act, database, number) for number, database in enumerate(some)]:
            done.result()


def _write(database: Database, number: int) -> None:
    for time in range(TIMES):
        load(database, stance("land", "red", "demands", f"{2000 + time}", at=f"{number} {time} {monotonic()}"))


def _say(measured: str) -> None:
    print(measured)  # noqa: T201 - a trial says what it measured


def _watched(what: str, database: Database, act: Callable[[], object]) -> int:
    """Say what an act took, of the clock and of processors, and return how often somebody was seen waiting for a lock."""
    seen, looks, done = 0, 0, threading.Event()

    def look() -> None:
        nonlocal seen, looks
        while not done.wait(0.02):
            with database.read() as store:
                waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
                seen, looks = seen + int(store.connection.exec_driver_sql(waiting).scalar() or 0), looks + 1

    watcher = threading.Thread(target=look)
    watcher.start()
    began, worked, served = monotonic(), process_time(), _served()
    act()
    took = (monotonic() - began, process_time() - worked, _served() - served)
    done.set()
    watcher.join()
    _say(
        f"{what}, {TIMES} writes each: {took[0]:.1f} s, of processors {took[1]:.1f} s here and {took[2]:.1f} s on the server;"
        f" waiting for a lock in {looks} looks: {seen}"
    )
    return seen


def _served() -> float:
    """Return the processor seconds of all server processes that run now, where the system tells."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().partition(") ")
        except OSError:
            continue
        if name.endswith("(postgres"):
            ticks += sum(map(int, rest.split()[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _listed(shards: list[Location], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [
        f'talks{number} = "{location.url.render_as_string(hide_password=False)}"'
        for number, location in enumerate(shards)
        if location.url is not None
    ]
    config = tmp_path / "config.toml"
    config.write_text("\n".join(["[ledgers]", *lines]), encoding="utf-8")
    monkeypatch.setenv("POSL_CONFIG", str(config))
    began = monotonic()
    rows = list(catalogue())
    _say(f"{len(rows)} ledgers listed in {monotonic() - began:.1f} s")
    assert len(rows) == LEDGERS
    assert not any(row.problem for row in rows)
