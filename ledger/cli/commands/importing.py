"""``posl import``."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from ledger.cli.acts import note_all
from ledger.cli.options import (
    DOCUMENT,
    ShellSession,
    all_faults_option,
    format_option,
    message_option,
    pass_session,
    size_option,
    unfound_option,
)
from ledger.cli.terminal import Progress, say, tell
from ledger.cli.terminal import width as columns
from ledger.domain.text import safe
from ledger.errors import LedgerError

if TYPE_CHECKING:
    from ledger.domain.seed import SeedFile
    from ledger.services.importing import Imported
    from ledger.services.tables_in import Opened


@click.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--map", "mapped_by", type=click.Path(dir_okay=False), metavar="MAP.yaml", help="What a table means.")
@click.option("--sketch", is_flag=True, help="Print a mapping for a table, to be completed; record nothing.")
@click.option("--dry-run", is_flag=True, help="Show everything that would be recorded; record nothing.")
@click.option("--propose", is_flag=True, help="Take entries in that count for nothing until somebody accepts them.")
@click.option("--proposer", metavar="NAME", help="Whose proposals they are; else the tool that the file names.")
@click.option("--draft", metavar="NAME", help="Collect the proposals under this name, to be accepted together.")
@click.option("--withheld", is_flag=True, help="Tables of the ledger's own from which something was withheld, too.")
@unfound_option
@size_option
@all_faults_option
@message_option
@format_option(*DOCUMENT)
@pass_session
def command(
    session: ShellSession,
    /,
    paths: tuple[str, ...],
    *,
    mapped_by: str | None,
    sketch: bool,
    dry_run: bool,
    propose: bool,
    proposer: str | None,
    draft: str | None,
    withheld: bool,
    unfound: bool,
    max_size: int,
    every: bool,
    message: str | None,
    format: str,
    width: int | None,
) -> None:
    """Import seeds or tables, one changeset a file: files, folders (in name order), or - for JSON Lines on stdin.

    All or nothing: a fault anywhere, and every fault of every file is listed with its place. What the ledger knows
    already is not recorded again. Quotes and places are looked up in the texts that are attached, by now or by these
    seeds; one that is not found is a fault.

    A table (CSV or XLSX) needs a mapping, a YAML file that says what its columns mean: docs/tables.md. --sketch writes
    one from the heads. With --propose, what the file says (stances, statuses, events, remarks) only waits in posl
    review; each has to quote its source, and the words have to stand in the attached text: docs/proposals.md.

    What posl export wrote as CSV or XLSX needs none: a cell that was changed there is an edit, or corrects its entry.
    Tables that say that something was withheld from them are refused without --withheld: what is not there would be
    taken for taken away.

    \b
    posl import seeds/abu-dhabi-2026
    posl import seeds/abu-dhabi-2026 --dry-run
    posl import - < entries.jsonl
    posl import positions.csv --sketch > map.yaml
    posl import positions.csv --map positions.yaml
    posl import --propose proposals.jsonl --proposer reader-1.2
    """
    if sketch:
        _sketch(session, paths)
        return
    if propose:
        reading = ToRead(paths, mapped_by, max_size, every=every)
        _propose(session, reading, proposer, draft, format, dry_run=dry_run)
        return
    if proposer or draft:
        raise click.UsageError("--proposer and --draft go with --propose")
    with telling_faults(every=every), Progress("reading seeds") as progress:
        seeds = read_seeds(paths, progress, max_size, mapped_by, withheld=withheld)
        work = _rehearsed if dry_run else _recorded
        imported = work(session, seeds, progress, unfound=unfound, message=message)
    report(imported, format, columns(width), dry_run=dry_run)


def _rehearsed(
    session: ShellSession, seeds: "Opened", progress: Progress, *, unfound: bool, message: str | None
) -> "Imported":
    from ledger.services.importing import import_seeds

    with session.rehearse() as store:
        header, told = session.header(message), progress.doing
        return import_seeds(store, seeds(store), header, keep_intents=True, unfound=unfound, told=told)


def _recorded(
    session: ShellSession, seeds: "Opened", progress: Progress, *, unfound: bool, message: str | None
) -> "Imported":
    """Read and plan while others write, and take the ledger for as long as it takes to record."""
    from ledger.services.ahead import ImportAhead

    with session.database() as database:
        ahead = ImportAhead.of(seeds, unfound=unfound, told=progress.doing)
        while True:
            with database.read() as store:
                ahead.plan(store, session.header(message))
            with database.write() as store:
                if ahead.stands(store):
                    return ahead.record(store, session.header(message))


@dataclass(frozen=True, slots=True)
class ToRead:
    """Which paths are read, and how."""

    paths: tuple[str, ...]
    mapped_by: str | None
    max_size: int
    every: bool


def _propose(
    session: ShellSession, reading: ToRead, proposer: str | None, draft: str | None, format: str, *, dry_run: bool
) -> None:
    from ledger.cli.views.proposals import say_brought
    from ledger.services.proposing import propose

    with telling_faults(every=reading.every), Progress("reading proposals") as progress:
        seeds = read_seeds(reading.paths, progress, reading.max_size, reading.mapped_by)
        with session.rehearse() if dry_run else session.write() as store:
            brought = propose(store, seeds(store), session.header(), proposer=proposer, draft=draft)
    say_brought(brought, format, dry_run=dry_run)


@contextmanager
def telling_faults(*, every: bool) -> Iterator[None]:
    """Let every fault be told, where that is asked for."""
    try:
        yield
    except LedgerError as problem:
        problem.every = every
        raise


def read_seeds(
    paths: tuple[str, ...], progress: Progress, max_size: int, mapped_by: str | None = None, *, withheld: bool = False
) -> "Opened":
    """Look at all paths and take pipes in; return what reads them, counting their parts as they are taken."""
    from ledger.formats.seed_files import ReadSoFar
    from ledger.services.tables_in import Opened, open_all

    reading = ReadSoFar()
    opened = open_all(paths, sys.stdin.buffer, mapped_by, most=max_size, told=_tell, reading=reading, withheld=withheld)
    progress.of(lambda: reading.share)
    if opened.plain is None or opened.anew is None:
        return Opened(lambda store: _counted(opened(store), progress))
    plain, anew = _counted(opened.plain, progress), opened.anew
    return Opened(lambda _store: plain, plain, lambda: _counted(anew(), progress))


def _counted(seeds: Iterator["SeedFile"], progress: Progress) -> Iterator["SeedFile"]:
    for seed in seeds:
        seed.parts = progress.each(seed.parts)
        yield seed


def _tell(said: str) -> None:
    tell(f"posl: {safe(said)}")


def _sketch(session: ShellSession, paths: tuple[str, ...]) -> None:
    """Print a mapping; a ledger is not needed, but knows parties and rounds where there is one."""
    from ledger.errors import LedgerError
    from ledger.services.tables_in import sketch_of

    if len(paths) > 1:
        raise click.UsageError("--sketch looks at one table")
    try:
        with session.read() as store:
            text = sketch_of(paths[0], store)
    except LedgerError:
        text = sketch_of(paths[0])
    say(text.rstrip("\n"))


def report(imported: "Imported", format: str, width: int, *, dry_run: bool) -> None:
    """Say what was recorded, or would be."""
    from ledger.cli.views.recorded import import_text, plan_documents, plan_text

    if format == "json":
        from ledger.cli.documents import imported as document
        from ledger.formats.json_out import written

        plan = {"plan": plan_documents(imported)} if dry_run else {}
        say(written(document(imported, dry_run=dry_run) | plan))
        return
    say(plan_text(imported, width) if dry_run else import_text(imported, width))
    note_all(imported)
