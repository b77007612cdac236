"""``posl export``: each format is a folder of files or one stream; whoever adds a format adds a line to the table."""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.cli import exports
from ledger.cli.session import Session, pass_session
from ledger.cli.terminal import Progress, tell

if TYPE_CHECKING:
    from ledger.storage.database import Store

_STDOUT = "-"


@dataclass(frozen=True, slots=True)
class Folder:
    """A format of several files, each with its name."""

    files: Callable[["Store"], Iterable[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Stream:
    """A format of one file, in pieces of text or bytes."""

    pieces: Callable[["Store"], Iterable[str | bytes]]


@dataclass(frozen=True, slots=True)
class Either:
    """A format of several files in a folder, or of one that is named by its ending or goes to stdout."""

    folder: Folder
    stream: Stream


def _seed(store: "Store") -> Iterable[tuple[str, str]]:
    from ledger.services.exporting import seed_files

    return seed_files(store)


def _jsonl(store: "Store") -> Iterable[str]:
    from ledger.services.exporting import jsonl_lines

    return jsonl_lines(store)


FORMATS: dict[str, Folder | Stream | Either] = {
    "seed": Folder(_seed),
    "jsonl": Stream(_jsonl),
    "csv": Either(Folder(exports.csv_files), Stream(exports.csv_history)),
    "xlsx": Stream(exports.xlsx),
    "html": Stream(exports.html),
    "md": Stream(exports.md),
    "ics": Stream(exports.ics),
}


@click.command("export")
@click.argument("path", required=False, metavar="[PATH]")
@click.option("--format", type=click.Choice(list(FORMATS)), help="Else as the path ends; a folder is a seed.")
@pass_session
def command(session: Session, path: str | None, format: str | None) -> None:
    """Write everything out. seed and jsonl hold the history too: imported into a new ledger, they give the same ledger.

    A seed is a new or empty folder with one file a changeset; every other format is a new file, or stdout without PATH.
    Nothing is ever overwritten, and what is cut short leaves nothing behind.

    The rest is for reading. csv is a folder of tables, or one file of everything recorded; no cell of csv or xlsx is a
    formula. html and md are the whole ledger as one page. ics has the planned rounds and due promises.

    \b
    posl export ledger-seed
    posl export ledger.jsonl
    posl export --format jsonl > ledger.jsonl
    posl export tables --format csv
    posl export ledger.xlsx
    posl export ledger.html
    posl export days.ics
    """
    chosen = format or _by_name(path)
    wanted = _as_asked(FORMATS[chosen], path)
    with session.read() as store, Progress(f"writing {chosen}") as progress:
        if isinstance(wanted, Folder):
            count = _fill(_folder_for(path), progress.each(wanted.files(store)))
            tell(f"Wrote {count} files to {path}.")
        elif path in {None, _STDOUT}:
            pour(progress.each(wanted.pieces(store)))
        else:
            _write(Path(str(path)), progress.each(wanted.pieces(store)))
            tell(f"Wrote {path}.")


def _by_name(path: str | None) -> str:
    """Return the format that a path's ending names; a folder is a seed, stdout JSON Lines."""
    if path in {None, _STDOUT}:
        return "jsonl"
    ending = Path(str(path)).suffix.removeprefix(".").lower()
    return ending if isinstance(FORMATS.get(ending), Stream | Either) else "seed"


def _as_asked(wanted: Folder | Stream | Either, path: str | None) -> Folder | Stream:
    """Where a format is either, a path without an ending is a folder."""
    if not isinstance(wanted, Either):
        return wanted
    return wanted.stream if path in {None, _STDOUT} or Path(str(path)).suffix else wanted.folder


def _folder_for(path: str | None) -> Path:
    from ledger.errors import UsageError

    if path is None or path == _STDOUT:
        raise UsageError(
            "a seed is several files, one a changeset, and cannot go to stdout",
            hint="posl export FOLDER; or --format jsonl, which is one stream of the same",
        )
    return Path(path)


def _fill(target: Path, files: Iterator[tuple[str, str]]) -> int:
    from ledger.cli.files import new_folder

    count = 0
    with new_folder(target) as folder:
        for name, text in files:
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
            count += 1
    return count


def _write(target: Path, pieces: Iterator[str | bytes]) -> None:
    from ledger.cli.files import new_file

    with new_file(target) as part, part.open("wb") as out:
        out.writelines(_encoded(piece) for piece in pieces)


def pour(pieces: Iterator[str | bytes]) -> None:
    """Write pieces to stdout, whatever encoding the terminal has: what is read back must be what was written."""
    sys.stdout.flush()
    sys.stdout.buffer.writelines(_encoded(piece) for piece in pieces)
    sys.stdout.buffer.flush()


def _encoded(piece: str | bytes) -> bytes:
    return piece.encode() if isinstance(piece, str) else piece
