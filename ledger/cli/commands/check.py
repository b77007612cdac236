"""``posl check``."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from ledger.cli.commands.importing import read_seeds
from ledger.cli.options import DOCUMENT, format_option
from ledger.cli.session import Session, pass_session
from ledger.cli.terminal import Progress, say

if TYPE_CHECKING:
    from ledger.domain.seed import Part, SeedFile


@click.command("check")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@format_option(*DOCUMENT)
@pass_session
def command(session: Session, paths: tuple[str, ...], format: str, width: int | None) -> None:
    """Check seeds and their assertions as if they were imported; nothing is recorded.

    Exit 1 where an assertion does not hold, with what was expected, what was found and why; 3 where a seed has faults.

    \b
    posl check seeds/abu-dhabi-2026
    """
    from ledger.cli.views.recorded import counted
    from ledger.cli.views.words import plural
    from ledger.services.importing import import_seeds

    tally: list[int] = []
    with session.rehearse() as store, Progress("checking seeds") as progress:
        imported = import_seeds(store, _tallied(read_seeds(paths, progress), tally), session.header())
    if format == "json":
        from ledger.cli.documents import imported as document
        from ledger.formats.json_out import written

        say(written(document(imported, dry_run=True) | {"schema": "position-ledger/check/1", "assertions": len(tally)}))
        return
    new = counted(imported.recorded)
    say(f"{plural(len(imported.plans), 'file')} without faults; {plural(len(tally), 'assertion')} checked, all hold.")
    say(f"Not in the ledger yet: {new}." if new else "Everything in them is in the ledger.")


def _tallied(seeds: Iterator["SeedFile"], tally: list[int]) -> Iterator["SeedFile"]:
    for seed in seeds:
        seed.parts = _tallied_parts(seed, tally)
        yield seed


def _tallied_parts(seed: "SeedFile", tally: list[int]) -> Iterator["Part"]:
    parts = seed.parts
    return (part for part in parts if part.block != "assertion" or not tally.append(1))
