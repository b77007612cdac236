"""Killed at a random moment: what was acknowledged is there, nothing is there in part, and the next act works.

This shows what a dead program leaves. What a dead machine leaves rests on the disk's own promises: see
docs/reliability.md.
"""

import random
import re
import shutil
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import pytest

from ledger.__main__ import main
from ledger.services import copying, settling
from ledger.services.redacting import Wanted, redact
from ledger.services.undoing import undo
from ledger.storage import migrate
from ledger.storage.database import Database, Store
from ledger.storage.engine import Location
from tests.support import HEADER, load, load_into, stance
from tests.trials.children import killed_after, signalled
from tests.trials.counting import counted, wanted
from tests.trials.ledgers import copy_of, dump, last, old, small, unsound

MUCH = tuple(stance("land", "green", "supports", f"2026-02-{day:02}") for day in range(1, 15))
AT = datetime(2026, 2, 10, tzinfo=UTC)


def importing(store: Store) -> object:
    return load_into(store, "\n".join(MUCH[:1]), *MUCH[1:4])


def recording(store: Store) -> object:
    return load_into(store, stance("fuel", "blue", "opposes", "R2"))


def a_settlement(store: Store) -> object:
    return settling.settle(store, "land", "blue", HEADER, keep=2, reason="own words")


def undoing(store: Store) -> object:
    return undo(store, 5, HEADER, reason="too early")


def redacting(store: Store) -> object:
    return redact(store, Wanted(texts=("Herald", "Land")), HEADER, reason="told in confidence")


def took(act: Callable[[], object]) -> float:
    """How long it takes when nobody is killed: moments are drawn from twice that, for a child may be slower."""
    began = monotonic()
    killed_after(act, 0)
    act()
    return (monotonic() - began) * 2


@pytest.mark.parametrize(
    ("name", "act", "more"),
    [
        ("kills while importing", importing, 4),
        ("kills while recording", recording, 1),
        ("kills while settling", a_settlement, 1),
        ("kills while undoing", undoing, 1),
        ("kills while redacting", redacting, 1),
    ],
)
def test_a_writer_killed(tmp_path: Path, name: str, act: Callable[[Store], object], more: int) -> None:
    template = small(tmp_path)
    before = last(Location(path=template))

    def write(location: Location) -> None:
        database = Database(location)
        with database.write() as store:
            act(store)

    location = copy_of(template)
    whole = took(lambda: write(location))
    chance = random.Random(name)
    with counted(name) as tally:
        done = 0
        for _ in range(wanted(name)):
            location = copy_of(template)
            acknowledged = killed_after(lambda: write(location), chance.uniform(0, whole))  # noqa: B023 - done in it
            done += acknowledged
            tally.take(_left(location, template, before + more, acknowledged=acknowledged))
        tally.more = f"{done} were done before they were killed"


def _left(location: Location, template: Path, after: int, *, acknowledged: bool) -> str | None:
    found = last(location)
    assert location.path is not None
    if location.path.read_bytes() == template.read_bytes():  # not a byte was changed, or all were put back
        return "what was acknowledged is lost" if acknowledged else _goes_on(location)
    if (said := unsound(location)) is not None:
        return said
    if found != after:
        return f"{found} changesets, not {after}; acknowledged: {acknowledged}"
    return _goes_on(location)


def _goes_on(location: Location) -> str | None:
    database = Database(location)
    load(database, stance("land", "green", "doubts", "2026-03-01"))
    database.close()
    return None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_program_told_to_stop(tmp_path: Path, number: signal.Signals) -> None:
    """It stops with the code of its signal, or is done; it says no more than that it was interrupted."""
    name, template, seed = f"imports told to stop by {number.name}", small(tmp_path), tmp_path / "seed.yaml"
    seed.write_text(stance("fuel", "blue", "opposes", "R2"))
    before, said = last(Location(path=template)), tmp_path / "said"

    def act() -> int:
        return main(["--ledger", str(location.path), "import", str(seed)])

    location = copy_of(template)
    act()  # what it needs is loaded once for all the children
    location = copy_of(template)
    whole = took(act)
    chance = random.Random(name)
    with counted(name) as tally:
        ended: dict[int, int] = {}
        for _ in range(wanted(name)):
            location = copy_of(template)
            code = signalled(act, number, chance.uniform(0, whole), said)
            ended[code] = ended.get(code, 0) + 1
            problem = _left(location, template, before + 1, acknowledged=code == 0)
            if code not in {0, 130, -number} or re.search("Traceback|fault of posl", said.read_text()):
                problem = f"exit {code}: {said.read_text()[-300:]}"
            tally.take(problem)
        tally.more = ", ".join(f"exit {code}: {times}" for code, times in sorted(ended.items()))


def test_an_upgrade_killed(tmp_path: Path) -> None:
    template, name = old(tmp_path), "kills while upgrading"
    location = copy_of(template)
    whole = took(lambda: migrate.upgrade(location, AT))
    chance = random.Random(name)
    with counted(name) as tally:
        for _ in range(wanted(name)):
            for left in tmp_path.glob("*before-upgrade*"):
                shutil.rmtree(left) if left.is_dir() else left.unlink()  # a folder: killed within its backup
            location = copy_of(template)
            killed_after(lambda: migrate.upgrade(location, AT), chance.uniform(0, whole))  # noqa: B023 - done in it
            try:
                migrate.upgrade(location, AT)
                tally.take(unsound(location))
            except Exception as problem:  # noqa: BLE001 - whatever it is, the retry failed
                tally.take(repr(problem))


def copied(source: Path, target: Path) -> None:
    database = Database(Location(path=source))
    with database.read() as store:
        copying.copy(store, str(target))


@pytest.mark.parametrize(
    ("name", "act"),
    [
        ("kills while copying", copied),
        ("kills while backing up", lambda source, target: migrate.backup(Location(path=source), target)),
        ("kills while making a ledger", lambda _source, target: migrate.create(Location(path=target))),
    ],
)
def test_something_new_killed(tmp_path: Path, name: str, act: Callable[[Path, Path], object]) -> None:
    source, target = small(tmp_path), tmp_path / "new.db"
    whole = took(lambda: act(source, target))
    expected = dump(Location(path=target))
    target.unlink()
    chance = random.Random(name)
    with counted(name) as tally:
        there = 0
        for _ in range(wanted(name)):
            killed_after(lambda: act(source, target), chance.uniform(0, whole))
            there += target.exists()
            if not target.exists():
                act(source, target)
            location = Location(path=target)
            tally.take(unsound(location) or (None if dump(location) == expected else "something else is in it"))
            target.unlink()
        tally.more = f"{there} were there when they were killed"
