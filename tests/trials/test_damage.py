"""A file that is not as it was written: flipped bits, changed schemas, cut ends. Nothing wrong is ever silent."""

import json
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.pool import NullPool

from ledger.errors import LedgerError
from ledger.services.exporting import jsonl_lines
from ledger.storage import engine as engines
from ledger.storage import integrity, schema
from ledger.storage.database import Database
from ledger.storage.engine import Location, Mode, open_engine
from tests import changes, statements
from tests.conftest import NewLocation
from tests.support import FRAME
from tests.trials.children import told_by
from tests.trials.counting import counted, wanted
from tests.trials.ledgers import dense, dump, unsound


def said_of(location: Location, whole: tuple[str, ...]) -> str:
    """``found``, ``same`` where nothing that was recorded is any other, else what is wrong; the program breaks over nothing."""
    try:
        if unsound(location) is not None:
            return "found"
        return "same" if dump(location) == whole else "silent"
    except LedgerError:
        return "silent: what verify calls sound cannot be read"
    except Exception as problem:  # noqa: BLE001 - a fault of the program's own is what is looked for
        return f"broke: {type(problem).__name__}: {problem}"


IN_ONE_CHILD, EACH_BY_FILE = 500, 100
HEADER_BYTES = 100
"""What is looked at before a file is opened."""


def test_bits_flipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Most in a copy in memory, in the same steps as ``verify``; every hundredth, and the header's, in a file, with it."""
    template, name = dense(tmp_path), "bit flips"
    places, chance = _holding(template.read_bytes()), random.Random(name)
    flips = [(chance.choice(places), chance.randrange(8)) for _ in range(wanted(name))]
    monkeypatch.setattr(integrity, "STEPS", tuple(reversed(integrity.STEPS)))  # the schema first: most bytes are its
    held, whole, said = Held(template), dump(Location(path=template)), dict[str, int]()
    assert held.said_of(template.read_bytes(), whole) == "same"  # compiled once for all the children
    with counted(name) as tally:
        for first in range(0, len(flips), IN_ONE_CHILD):
            some = flips[first : first + IN_ONE_CHILD]
            told = told_by(lambda: json.dumps(_flipped(held, template, whole, some)))  # noqa: B023 - done in it
            found = json.loads(told) if told.startswith("[") else [told] * len(some)
            for (place, bit), one in zip(some, found, strict=True):
                said[one] = said.get(one, 0) + 1
                tally.take(None if one in {"found", "same"} else f"bit {bit} of byte {place}: {one}")
        tally.more = f"{said.get('found', 0)} found, {said.get('same', 0)} changed nothing that is recorded"


def _holding(data: bytes) -> list[int]:
    """The bytes that hold something: all but those in runs of zeros, of which one in thirty-two is kept."""
    return [place for place in range(len(data)) if any(data[max(0, place - 4) : place + 5]) or place % 32 == 0]


def _flipped(held: "Held", template: Path, whole: tuple[str, ...], flips: list[tuple[int, int]]) -> list[str]:
    data, file, said = template.read_bytes(), template.with_name("flipped.db"), []
    for number, (place, bit) in enumerate(flips):
        changed = data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]
        by_file = place < HEADER_BYTES or number % EACH_BY_FILE == 0
        one = "" if by_file else held.said_of(changed, whole)
        if one not in {"found", "same"}:  # what is wrong in memory may be a matter of the file
            file.write_bytes(changed)
            one = said_of(Location(path=file), whole)
        said.append(one)
    return said


class Held:
    """A ledger whose file is held in memory; one engine for many of them, so that its statements are compiled once."""

    def __init__(self, template: Path) -> None:
        self._data = template.read_bytes()
        self._database = Database(Location(path=template))
        engine = statements.create_engine("sqlite+pysqlite://", creator=self._connect, poolclass=NullPool)
        self._tables = ["sqlite_schema", "alembic_version", *schema.tables]
        self._whole = self._rows()
        self._database._read = engines._with_hooks(engine, "BEGIN")

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        connection.deserialize(self._data)
        return connection

    def _rows(self) -> list[list[tuple[object, ...]]]:
        """All that is in its tables: a quicker look than an export, which is made of them."""
        with closing(self._connect()) as connection:
            return [connection.execute(f"SELECT * FROM {table}").fetchall() for table in self._tables]

    def said_of(self, data: bytes, whole: tuple[str, ...]) -> str:
        """What ``said_of`` says of a file, at the first finding."""
        self._data = data
        try:
            self._database.check_schema()
            with self._database.read() as store:
                if next(integrity.findings(store), None) is not None:
                    return "found"
                same = self._rows() == self._whole or tuple(jsonl_lines(store)) == whole
                return "same" if same else "silent"
        except LedgerError:
            return "found"
        except Exception as problem:  # noqa: BLE001 - a fault of the program's own is what is looked for
            return f"broke: {type(problem).__name__}: {problem}"


@pytest.mark.parametrize(("engine", "its"), [("sqlite", changes.ON_SQLITE), ("postgresql", changes.ON_POSTGRES)])
def test_schemas_changed(new_location: NewLocation, engine: str, its: dict[str, str]) -> None:
    name = f"schema changes, {'SQLite' if engine == 'sqlite' else 'PostgreSQL'}"
    assert unsound(new_location(engine)) is None
    with counted(name) as tally:
        for what, how in (changes.BOTH | its).items():
            location = new_location(engine)
            engine_on = open_engine(location, Mode.write)
            with engine_on.begin() as connection:
                changes.change(connection, how)
            engine_on.dispose()
            tally.take(None if unsound(location) is not None else f"{what}: unseen")


def test_ends_cut_off(tmp_path: Path) -> None:
    template, name = dense(tmp_path), "truncations"
    whole, data = dump(Location(path=template)), template.read_bytes()
    page = int.from_bytes(data[16:18]) or 65536
    chance, location = random.Random(name), Location(path=tmp_path / "cut.db")
    lengths = [0, 1, 100, len(data) // 2, len(data) - 1]
    edges = [edge + by for edge in range(page, len(data), page) for by in (-1, 0, 1)]
    lengths += chance.sample(edges, max(0, wanted(name) - len(lengths)))
    with counted(name) as tally:
        for length in lengths:
            assert location.path is not None
            location.path.write_bytes(data[:length])
            found = said_of(location, whole)
            tally.take(None if found == "found" else f"{length} bytes of {len(data)}: {found}")


ODD: dict[str, bytes] = {
    "nothing": b"", "blank": b" \n\t\n", "a comment": b"# nothing\n", "a mark alone": b"\xef\xbb\xbf", "NUL": b"items: \x00\n",
    "a byte that is no text": b"items: [{key: \xff}]\n", "UTF-16": FRAME.encode("utf-16"), "UTF-32": FRAME.encode("utf-32"),
    "latin-1": "items: [{key: a, title: Caf\xe9}]".encode("latin-1"), "a list": b"- 1\n- 2\n", "a text": b"hello\n",
    "a number": b"12\n", "two documents": b"items: []\n---\nitems: []\n", "a tab": b"items:\n\t- a\n",
    "an unknown block": b"itmes: []\n", "an unknown field": b"items: [{key: a, titel: A}]\n", "a key twice": b"items: []\nitems: []\n",
    "a field twice": b"items: [{key: a, key: b}]\n", "an anchor": b"items: &a [*a]\n", "a merge": b"items: [{<<: {key: a}}]\n",
    "a tag": b"items: !!python/object:os.system [x]\n", "open brackets": b"items: [[[[[\n", "open braces": b"{{{{{\n",
    "an open quote": b'items: "abc\n', "a control in quotes": b'items: [{key: a, title: "\\u0007"}]\n', "a lone surrogate": b'items: [{key: a, title: "\\ud800"}]\n',
    "carriage returns": FRAME.replace("\n", "\r").encode(), "lines of Windows": FRAME.replace("\n", "\r\n").encode(), "NEL": FRAME.replace("\n", "\x85").encode(),
    "no last line's end": FRAME.rstrip().encode(), "a long number": b"items: [{key: a, title: A, difficulty: " + b"9" * 10_000 + b"}]\n",
    "infinity": b"items: [{key: a, title: A, difficulty: .inf}]\n", "not a number": b"items: [{key: a, title: A, difficulty: .nan}]\n",
    **{f"deep, of {n}": b"items: " + b"[" * n + b"]" * n + b"\n" for n in (10, 31, 32, 40)},
    "keys of blanks": b"'  ': []\n",
    "a key of two lines": b'"a\\nb": []\n',
    "a colon alone": b":\n",
    "a day there is not": b"events: [{held_on: 2026-02-30, title: x}]\n", "digits of elsewhere": "events: [{held_on: ٢٠٢٦-٠١-٠١, title: x}]\n".encode(),
    "a year 0": b"events: [{held_on: '0000', title: x}]\n", "the last year": b"events: [{held_on: '9999', title: x}]\n",
    "one long line": b"items: [" + b"{key: a, title: A}, " * 20_000 + b"]\n", "many keys": b"\n".join(b"k%d: 1" % n for n in range(20_000)),
    "a long key": b"k" * 200_000 + b": 1\n", "a long text": b"ledger: {title: " + b"x" * 2_000_000 + b"}\n",
    "an item that is part of itself": b"items: [{key: a, title: A, part_of: a}]\n", "a circle": b"items: [{key: a, title: A, part_of: b}, {key: b, title: B, part_of: a}]\n",
    "what is not there": b"stances: [{item: none, party: none, held_on: 2026-01-01, stance: demands, cite: none x}]\n", "no citation": b"events: [{held_on: 2026-01-01, title: x}]\n",
    **{f"nested {depth} deep, {kind}": opening * depth for depth in (33, 1_000, 100_000, 1_000_000) for kind, opening in (("lists", b"["), ("maps", b"{a: "), ("dashes", b"- "))},
    **{f"laughs of {depth}": "\n".join(["a0: &a0 x", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, depth))]).encode() for depth in (3, 9, 30)},
    **{f"a word: {word}": f"items: [{{key: {word}, title: {word}, question: {word}}}]\n".encode() for word in ("NO", "no", "on", "off", "y", "~", "null", "1:30", "017", "1_000", "1e3", "0x1F", "2024-01-02", "true", "'~'", "=", "<<", "?", "|", ">", "%", "@x", "`x", "!x", "&x", "*x")},
}  # fmt: skip
"""Files that somebody could take for a seed."""


def _checked(name: str, data: bytes) -> str:
    """What becomes of a file that is read as a seed: faults with places, or nothing wrong; and how long it took."""
    import resource
    from time import monotonic

    from ledger.formats.seed_jsonl import read_jsonl
    from ledger.formats.seed_yaml import read_yaml

    read: tuple[Callable[[], object], ...] = (
        lambda: _faults(read_yaml(name, data)),
        lambda: [_faults(seed) for seed in read_jsonl(name, iter(data.splitlines(keepends=True)))],
    )
    began = monotonic()
    for each in read:
        try:
            each()
        except LedgerError:
            continue
    seconds = monotonic() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return "" if seconds < LONGEST and most < MOST_MEGABYTES else f"{seconds:.1f} s, {most:.0f} MB"


def _faults(seed: object) -> int:
    parts = list(seed.parts)  # type: ignore[attr-defined]
    return len(parts) + len(seed.faults)  # type: ignore[attr-defined]


LONGEST, MOST_MEGABYTES = 10, 600


def test_odd_seeds() -> None:
    with counted("odd seeds") as tally:
        for name, data in ODD.items():
            said = told_by(lambda: _checked(name, data))  # noqa: B023 - done in it
            tally.take(f"{name}: {said}" if said else None)
