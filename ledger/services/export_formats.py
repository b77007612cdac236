"""A ledger written out as files: each format is a folder or one stream; whoever adds a format adds a line to the table.

``seed`` and ``jsonl`` hold the history too (``exporting``); the rest is for reading, one way only.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ledger.domain.floors import OWN, Counting
from ledger.errors import UsageError
from ledger.files import new_file, new_folder

if TYPE_CHECKING:  # a command that only says what there is loads no SQLAlchemy
    from ledger.storage.database import Store

STDOUT = "-"
LOSSLESS = frozenset({"seed", "jsonl"})
"""Formats that are refused where something may not leave: they hold everything."""
T = TypeVar("T")
Pieces = Iterable[str | bytes]


@dataclass(frozen=True, slots=True)
class Folder:
    """A format of several files, each with its name; ``whole``: whatever counts, everything is in it.

    ``kept``: the same folder may be written again, and only what changed is.
    """

    files: Callable[["Store", Counting], Iterable[tuple[str, str]]]
    whole: bool = False
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Stream:
    """A format of one file, in pieces of text or bytes; ``whole``: whatever counts, everything is in it.

    ``again`` says of bytes before and after whether they are the same file at two times: then it may be replaced.
    """

    pieces: Callable[["Store", Counting], Pieces]
    whole: bool = False
    again: Callable[[bytes, bytes], bool] | None = None


@dataclass(frozen=True, slots=True)
class Either:
    """A format of several files in a folder, or of one that is named by its ending or goes to stdout."""

    folder: Folder
    stream: Stream


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: a new file, or a folder of so many files.

    Of a folder that is kept, ``same`` are the files left as they were, ``removed`` those that were taken away, ``left``
    those that should have been but somebody has changed.
    """

    path: Path
    format: str
    files: int = 1
    is_folder: bool = False
    same: int = 0
    removed: int = 0
    left: tuple[str, ...] = ()


def as_asked(path: str | None, format: str | None, counting: Counting = OWN) -> tuple[str, Folder | Stream]:
    """Return the format that is asked for, else the one that the path's ending names, and whether it is a folder.

    A folder is a seed, stdout (no path, or ``-``) JSON Lines. Of a format that is either, a path without an ending is a
    folder. Raises ``UsageError`` for a format there is not, and for a folder on stdout.
    """
    chosen = format or _by_name(path)
    if chosen not in FORMATS:
        raise UsageError(f'"{chosen}" is not a format', hint=f"one of: {', '.join(FORMATS)}")
    wanted = FORMATS[chosen]
    if isinstance(wanted, Either):
        wanted = wanted.stream if path in {None, STDOUT} or Path(str(path)).suffix else wanted.folder
    if isinstance(wanted, Folder) and path in {None, STDOUT}:
        message, hint = _NOT_TO_STDOUT.get(chosen, _NOT_TO_STDOUT["seed"])
        raise UsageError(message, hint=hint)
    if wanted.whole and counting != OWN:
        hint = "csv, xlsx, html, md and site can leave out what does not count"
        raise UsageError(f"{chosen} holds everything that was recorded", hint=hint)
    return chosen, wanted


def write(
    store: "Store",
    path: str,
    format: str | None = None,
    *,
    told: Callable[[], object] = lambda: None,
    counting: Counting = OWN,
) -> Written:
    """Write everything to a new file or folder; what is cut short leaves nothing behind. A site may be written again.

    ``told`` hears of every piece. Raises as ``as_asked`` does, and ``Conflict`` where something stands there.
    """
    chosen, wanted = as_asked(path, format, counting)
    target = Path(path)
    if isinstance(wanted, Folder) and wanted.kept:
        from ledger.formats.files import keep

        kept = keep(target, ((name, text.encode()) for name, text in _each(wanted.files(store, counting), told)))
        return Written(
            target, chosen, kept.written, is_folder=True, same=kept.same, removed=kept.removed, left=kept.left
        )
    if isinstance(wanted, Folder):
        return Written(target, chosen, _fill(target, _each(wanted.files(store, counting), told)), is_folder=True)
    if wanted.again and target.is_file() and not target.is_symlink():
        from ledger.files import replaced

        data = b"".join(map(encoded, _each(wanted.pieces(store, counting), told)))
        replaced(target, data, wanted.again)
        return Written(target, chosen)
    with new_file(target) as part, part.open("wb") as out:
        out.writelines(encoded(piece) for piece in _each(wanted.pieces(store, counting), told))
    return Written(target, chosen)


def encoded(piece: str | bytes) -> bytes:
    """Return the bytes of a piece: UTF-8, whatever the surroundings."""
    return piece.encode() if isinstance(piece, str) else piece


_NOT_TO_STDOUT = {
    "seed": (
        "a seed is several files, one a changeset, and cannot go to stdout",
        "posl export FOLDER; or --format jsonl, which is one stream of the same",
    ),
    "site": ("a site is many pages, and cannot go to stdout", "posl export --format site FOLDER; or --format html"),
}


def _each(pieces: Iterable[T], told: Callable[[], object]) -> Iterator[T]:
    for piece in pieces:
        told()
        yield piece


def _by_name(path: str | None) -> str:
    if path in {None, STDOUT}:
        return "jsonl"
    suffix = Path(str(path)).suffix
    ending = suffix.removeprefix(".").lower()
    if isinstance(FORMATS.get(ending), Stream | Either):
        return ending
    if re.fullmatch(r"\.[A-Za-z]\w{1,4}", suffix):  # somebody means a file, and a seed is a folder
        raise UsageError(f"no format ends in {suffix}", hint="a folder is a seed; else say which with --format")
    return "seed"


def _fill(target: Path, files: Iterable[tuple[str, str]]) -> int:
    count = 0
    with new_folder(target) as folder:
        for name, text in files:
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
            count += 1
    return count


# -- the formats ------------------------------------------------------------------------------------------------------


def _seed(store: "Store", _counting: Counting) -> Iterator[tuple[str, str]]:
    from ledger.services.exporting import seed_files

    yield from seed_files(store)


def _jsonl(store: "Store", _counting: Counting) -> Iterator[str]:
    from ledger.services.exporting import jsonl_lines

    yield from jsonl_lines(store)


def _csv_files(store: "Store", counting: Counting) -> Iterator[tuple[str, str]]:
    """Every table as a file of its own, and what their columns are."""
    from ledger.formats.tables import METADATA, csv_files, metadata
    from ledger.services.tables_out import workbook

    book = workbook(store, counting=counting)
    yield from csv_files(book.sheets).items()
    yield METADATA, metadata(book.title, book.sheets)


def _csv_history(store: "Store", _counting: Counting) -> Iterator[str]:
    """Everything recorded as one table: of several, the one that has them all in it."""
    from ledger.services.tables_out import history_lines

    for line in history_lines(store):
        yield f"{line}\n"


def _xlsx(store: "Store", counting: Counting) -> Iterator[bytes]:
    from ledger.formats.tables import xlsx_bytes
    from ledger.services.tables_out import workbook

    book = workbook(store, counting=counting)
    yield xlsx_bytes(book.sheets, title=book.title, made=book.made)


def _html(store: "Store", counting: Counting) -> Iterator[str]:
    from ledger.formats.document_html import html_text
    from ledger.services.note import book

    yield html_text(book(store, counting=counting))


def _md(store: "Store", counting: Counting) -> Iterator[str]:
    from ledger.formats.document_markdown import markdown_text
    from ledger.services.note import book

    yield markdown_text(book(store, counting=counting))


def _site(store: "Store", counting: Counting) -> Iterator[tuple[str, str]]:
    from ledger.services.site import site_files

    yield from site_files(store, counting)


def _ics(store: "Store", counting: Counting) -> Iterator[bytes]:
    """Planned rounds and due promises."""
    from ledger.formats.calendar import ics_bytes
    from ledger.services.counting import withheld_said
    from ledger.services.days_to_come import schedule

    days, about = schedule(store), withheld_said(counting.withheld)
    yield ics_bytes(
        days.title, days.appointments, made=days.made, edition=days.edition, ledger=days.ledger, about=about
    )


def _same_calendar(before: bytes, after: bytes) -> bool:
    from ledger.formats.calendar import ledger_of

    return ledger_of(before) is not None and ledger_of(before) == ledger_of(after)


def _csl(store: "Store", _counting: Counting) -> Iterator[str]:
    """The sources, for Zotero and its like."""
    from ledger.formats.references import csl_text
    from ledger.services.sourcing import listed

    yield csl_text(listed(store))


def _annotations(store: "Store", _counting: Counting) -> Iterator[str]:
    """Every citation as a W3C Web Annotation."""
    from ledger.services.annotating import annotations

    yield annotations(store)


def _datasette(store: "Store", _counting: Counting) -> Iterator[str]:
    """What datasette is to be told of the file."""
    from ledger.formats.datasette import metadata_text
    from ledger.services.tables_out import UNTITLED
    from ledger.storage import register, shape

    info, path = register.load(store).info, store.location.path
    if path is None:
        raise UsageError("datasette reads SQLite files", hint="posl db copy ledger.db, then export from the copy")
    yield metadata_text((info and info.title) or UNTITLED, path.stem, shape.table_names())


FORMATS: dict[str, Folder | Stream | Either] = {
    "seed": Folder(_seed, whole=True),
    "jsonl": Stream(_jsonl, whole=True),
    "csv": Either(Folder(_csv_files), Stream(_csv_history)),
    "xlsx": Stream(_xlsx),
    "html": Stream(_html),
    "md": Stream(_md),
    "ics": Stream(_ics, whole=True, again=_same_calendar),
    "csl": Stream(_csl, whole=True),
    "annotations": Stream(_annotations, whole=True),
    "datasette": Stream(_datasette, whole=True),
    "site": Folder(_site, kept=True),
}
