"""What each of a crowd does at one ledger, in a process of its own."""

import json
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic

from ledger.errors import LedgerError
from ledger.services.ahead import ImportAhead
from ledger.services.tables_in import open_all
from ledger.storage import changesets
from ledger.storage.database import Database
from ledger.storage.engine import Location
from tests.support import FRAME, HEADER, load, stance

ITEMS, PARTIES = 100, ("red", "blue", "green")
MANY_ITEMS = FRAME.replace(
    "items:\n", "items:\n" + "".join(f"  - {{key: i{n}, title: Item {n}}}\n" for n in range(ITEMS))
)
"""Work is spread as it is in life: not all of it is on one cell."""


def write_often(location: Location, name: str, times: int, wire: Connection) -> None:
    """Record so many stances, one changeset each, and tell how long each took."""
    database = Database(location, reader=name)
    header = HEADER.model_copy(update={"author": name})
    wire.send("ready")
    wire.recv()
    took, gave_up = [], []
    for number in range(times):
        began = monotonic()
        try:
            item, party = f"i{number * 7 % ITEMS}", PARTIES[number % len(PARTIES)]
            load(
                database, stance(item, party, "demands", f"{1900 + number % 120}", at=f"{name} {number}"), header=header
            )
        except LedgerError as problem:
            gave_up.append(str(problem))
        took.append(monotonic() - began)
    wire.send(json.dumps([took, gave_up]))
    database.close()


def read_often(location: Location, wire: Connection) -> None:
    """Read until told to stop; a reader never sees fewer changesets than before, nor part of one.

    It looks about twenty times a second, as a screen that follows somebody at work might: who reads without a pause
    tries the machine, and not the ledger.
    """
    database, seen, wrong = Database(location), 0, ""
    wire.send("ready")
    wire.recv()
    while not wire.poll(0.05):
        try:
            with database.read() as store:
                number = changesets.last_number(store)
                counts = changesets.counts(store)
                whole = counts["changesets"] == number and counts["entries"] == counts["citations"] == number - 1
        except LedgerError as problem:
            wrong = str(problem)
            continue
        if number < seen or not whole:
            wrong = f"saw {number} after {seen}, whole: {whole}"
        seen = number
    wire.send(wrong)
    database.close()


def import_all(location: Location, seed: Path, wire: Connection) -> None:
    """Import a seed as the command does; say when it is read, when the ledger is taken, and how many stances came."""
    database = Database(location, reader="importer")
    seeds = ImportAhead.of(open_all([str(seed)], ()))
    wire.send("reading")
    while True:
        with database.read() as store:
            seeds.plan(store, HEADER)
        with database.write() as store:
            if seeds.stands(store):
                wire.send("writing")
                done = seeds.record(store, HEADER)
                break
    wire.send(done.recorded["stances"])
    database.close()


def burn() -> None:
    """Keep a core busy, until somebody ends it."""
    while True:
        sum(range(10_000))
