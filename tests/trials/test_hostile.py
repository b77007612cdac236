"""Hostile texts in every field, written out in every format: nothing hidden in them comes out as it is."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import fromstring

from ledger.domain.text import INVISIBLE
from ledger.formats.document_files import written
from ledger.services.export_formats import FORMATS, write
from ledger.services.note import report_between
from ledger.storage import migrate
from ledger.storage.database import Database, Store
from ledger.storage.engine import Location
from tests.hostile import HOSTILE, hostile_ledger
from tests.trials.counting import counted

ONE_FILE = {"html", "md", "jsonl", "xlsx", "ics", "csl", "datasette"}
NOTES = ("docx", "html", "md")
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
                    (f"{each.name}/{name}", archive.read(name).decode(errors="replace"))
                    for name in archive.namelist()
                    if not name.endswith(".jpeg")
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
        for name, target in _outputs(store, tmp_path):
            for file, text in texts_of(target):
                outputs += 1
                if file.endswith((".xml", ".rels")):
                    fromstring(text)
                hidden = INVISIBLE.search(re.sub(r"\r\n( |\t)?", "", text))
                for _each in HOSTILE:
                    tally.take(None)
                if hidden:
                    tally.failed.append(f"{name}, {file}: U+{ord(hidden.group()):04X} as it is")
        tally.more = f"{len(HOSTILE)} texts in every field, {outputs} files of {len(FORMATS)} formats and {len(NOTES)} of the note"
    database.close()


def _outputs(store: Store, folder: Path) -> Iterator[tuple[str, Path]]:
    """Write the ledger in every format, and the note on it in each of its own."""
    for name in FORMATS:
        target = folder / (f"out.{name}" if name in ONE_FILE else f"out-{name}")
        write(store, str(target), name)
        yield name, target
    for name in NOTES:
        target = folder / f"note.{name}"
        target.write_bytes(written(report_between(store, "2026-01-01", "now"), name))
        yield f"a note, {name}", target
