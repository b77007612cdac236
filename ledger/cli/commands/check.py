"""``posl check``."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from ledger.cli.acts import note_all
from ledger.cli.commands.importing import read_seeds, telling_faults
from ledger.cli.options import (
    DOCUMENT,
    ShellSession,
    all_faults_option,
    format_option,
    pass_session,
    size_option,
    unfound_option,
)
from ledger.cli.terminal import Progress, say, tell
from ledger.cli.terminal import width as columns

if TYPE_CHECKING:
    from ledger.domain.seed import Part, SeedFile
    from ledger.storage.database import Store


@click.command("check")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--map", "mapped_by", type=click.Path(dir_okay=False), metavar="MAP.yaml", help="What a table means.")
@click.option("--no-ledger", is_flag=True, help="Check against an empty ledger, even where there is one.")
@unfound_option
@size_option
@all_faults_option
@format_option(*DOCUMENT)
@pass_session
def command(
    session: ShellSession,
    /,
    paths: tuple[str, ...],
    *,
    mapped_by: str | None,
    no_ledger: bool,
    unfound: bool,
    max_size: int,
    every: bool,
    format: str,
    width: int | None,
) -> None:
    """Check seeds, their quotes and their assertions as if they were imported; nothing is recorded.

    Exit 1 where an assertion does not hold, with what was expected, what was found and why; 3 where a seed has faults,
    or a quote or place that is not in the source's attached text. Seeds that bring their own frame need no ledger:
    where there is none, and with --no-ledger, they are checked against an empty one.

    \b
    posl check seeds/abu-dhabi-2026
    posl check seeds/abu-dhabi-2026 --no-ledger
    """
    from ledger.services.importing import import_seeds

    tally = AssertionCount()
    with telling_faults(every=every), Progress("checking seeds") as progress:
        opened = read_seeds(paths, progress, max_size, mapped_by)
        with _against(session, empty=no_ledger) as store:
            seeds = tally.seeds(opened(store))
            imported = import_seeds(store, seeds, session.header(), unfound=unfound, told=progress.doing)
    if format == "json":
        from ledger.cli.documents import imported as document
        from ledger.formats.json_out import written

        checked = {"schema": "position-ledger/check/1", "assertions": tally.assertions}
        say(written(document(imported, dry_run=True) | checked))
        return
    from ledger.cli.views.grids import wrapped
    from ledger.cli.views.recorded import check_text

    say("\n".join(wrapped(check_text(imported, tally.assertions), columns(width))))
    note_all(imported)


@contextmanager
def _against(session: ShellSession, *, empty: bool) -> Iterator["Store"]:
    """Give the ledger there is to rehearse on; an empty one where there is none or none is wanted."""
    from ledger.services.ledgers import empty_database
    from ledger.settings import ledger_address

    if not empty and ledger_address(session.ledger) is not None:
        with session.rehearse() as store:
            yield store
        return
    if not empty:
        tell("No ledger here: checked against an empty one.")
    with empty_database() as database, database.rehearse() as store:
        yield store


class AssertionCount:
    """Counts assertions on their way into the import."""

    def __init__(self) -> None:
        self.assertions = 0

    def seeds(self, seeds: Iterator["SeedFile"]) -> Iterator["SeedFile"]:
        """Hand the seeds on, each with its parts counted."""
        for seed in seeds:
            seed.parts = self._parts(seed.parts)
            yield seed

    def _parts(self, parts: Iterable["Part"]) -> Iterator["Part"]:
        for part in parts:
            self.assertions += part.block == "assertion"
            yield part
