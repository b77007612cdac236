"""Hostile texts in every field, written out in every format: nothing hidden in them comes out as it is."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from ledger.domain.text import INVISIBLE
from ledger.services.export_formats import FORMATS, write
from ledger.storage import migrate
from ledger.storage.database import Database
from ledger.storage.engine import Location
from tests.hostile import HOSTILE, hostile_ledger
from tests.trials.counting import counted

ONE_FILE = {"html", "md", "jsonl", "xlsx", "ics", "csl", "datasette"}
LOSSLESS = {"seed", "jsonl"}
"""Escaped in the way of their language, and read back as they were."""


def texts_of(path: Path) -> Iterator[tuple[str, str]]:
    """The texts of a file, or of all that are in a folder or an archive."""
    for each in [path] if path.is_file() else sorted(path.rglob("*")):
        if not each.is_file():
            continue
        data = each.read_bytes()
        if zipfile.is_zipfile(io.BytesIO(data)):
            with zipfile.ZipFile(each) as archive:
                yield from (
                    (f"{each.name}/{name}", archive.read(name).decode(errors="replace")) for name in archive.namelist()
                )
        elif not data.startswith(b"SQLite"):
            yield each.name, data.decode()


def test_hostile_texts_in_outputs(tmp_path: Path) -> None:
    location = Location(path=tmp_path / "hostile.db")
    migrate.create(location)
    database = Database(location)
    hostile_ledger(database)
    with counted("hostile texts in outputs") as tally, database.read() as store:
        outputs = 0
        for name in FORMATS:
            target = tmp_path / (f"out.{name}" if name in ONE_FILE else f"out-{name}")
            write(store, str(target), name)
            for file, text in texts_of(target):
                outputs += 1
                hidden = INVISIBLE.search(re.sub(r"\r\n( |\t)?", "", text))
                for _each in HOSTILE:
                    tally.take(None)
                if hidden:
                    tally.failed.append(f"{name}, {file}: U+{ord(hidden.group()):04X} as it is")
        tally.more = f"{len(HOSTILE)} texts in every field, {outputs} files of {len(FORMATS)} formats"
    database.close()
