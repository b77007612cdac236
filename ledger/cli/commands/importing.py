"""``posl import``."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from ledger.cli.acts import note_all
from ledger.cli.options import (
    DOCUMENT,
    all_faults_option,
    format_option,
    message_option,
    size_option,
    unfound_option,
)
from ledger.cli.session import Session, pass_session
from ledger.cli.terminal import Progress, say, tell
from ledger.cli.terminal import width as columns
from ledger.domain.text import safe
from ledger.errors import LedgerError

if TYPE_CHECKING:
    from ledger.domain.seed import SeedFile
    from ledger.services.importing import Imported


@click.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--dry-run", is_flag=True, help="Show everything that would be recorded; record nothing.")
@unfound_option
@size_option
@all_faults_option
@message_option
@format_option(*DOCUMENT)
@pass_session
def command(
    session: Session,
    /,
    *,
    paths: tuple[str, ...],
    dry_run: bool,
    unfound: bool,
    max_size: int,
    every: bool,
    message: str | None,
    format: str,
    width: int | None,
) -> None:
    """Import seeds, one changeset a file: files, folders (in name order), or - for JSON Lines on stdin.

    All or nothing: a fault anywhere, and every fault of every file is listed with its place. What the ledger knows
    already is not recorded again. Quotes and places are looked up in the texts that are attached, by now or by these
    seeds; one that is not found is a fault.

    \b
    posl import seeds/abu-dhabi-2026
    posl import seeds/abu-dhabi-2026 --dry-run
    posl import - < entries.jsonl
    """
    from ledger.services.importing import import_seeds

    with telling_faults(every=every), Progress("reading seeds") as progress:
        seeds = read_seeds(paths, progress, max_size)  # pipes are taken in before anybody has to wait for the ledger
        with session.rehearse() if dry_run else session.write() as store:
            header = session.header(message)
            imported = import_seeds(store, seeds, header, keep_intents=dry_run, unfound=unfound, told=progress.doing)
    _report(imported, format, columns(width), dry_run=dry_run)


@contextmanager
def telling_faults(*, every: bool) -> Iterator[None]:
    """Let every fault be told, where that is asked for."""
    try:
        yield
    except LedgerError as problem:
        problem.every = every
        raise


def read_seeds(paths: tuple[str, ...], progress: Progress, max_size: int) -> Iterator["SeedFile"]:
    """Look at all paths and take pipes in; return what reads the seeds, counting their parts as they are taken."""
    from ledger.formats.seed_files import Reading, open_seeds

    reading = Reading()
    seeds = open_seeds(paths, sys.stdin.buffer, most=max_size, told=_tell, reading=reading)
    progress.of(lambda: reading.share)
    return _counted(seeds, progress)


def _counted(seeds: Iterator["SeedFile"], progress: Progress) -> Iterator["SeedFile"]:
    for seed in seeds:
        seed.parts = progress.each(seed.parts)
        yield seed


def _tell(said: str) -> None:
    tell(f"posl: {safe(said)}")


def _report(imported: "Imported", format: str, width: int, *, dry_run: bool) -> None:
    from ledger.cli.views.recorded import import_text, plan_documents, plan_text

    if format == "json":
        from ledger.cli.documents import imported as document
        from ledger.formats.json_out import written

        plan = {"plan": plan_documents(imported)} if dry_run else {}
        say(written(document(imported, dry_run=dry_run) | plan))
        return
    say(plan_text(imported, width) if dry_run else import_text(imported, width))
    note_all(imported)
