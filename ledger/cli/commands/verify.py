"""``posl verify``."""

from typing import Any

import click

from ledger.cli.options import DOCUMENT, format_option
from ledger.cli.session import Session, pass_session
from ledger.cli.terminal import Progress, say, tell
from ledger.cli.terminal import width as columns


@click.command("verify")
@click.option(
    "--against", type=click.File("rb"), metavar="FILE", help="A checkpoint: does today's ledger go on from it?"
)
@click.option(
    "--checkpoint", type=click.File("w"), metavar="FILE", help="Write today's checkpoint, to be kept elsewhere."
)
@format_option(*DOCUMENT)
@pass_session
def command(session: Session, against: Any, checkpoint: Any, format: str, width: int | None) -> None:  # noqa: ANN401
    """Check that the ledger is what it was recorded to be: the file, every constraint, the chain, every attached quote.

    Exit 7, naming the first bad record, where something is not. A checkpoint kept outside the ledger also finds a file
    that was put back from an older backup.

    \b
    posl verify
    posl verify --checkpoint today.json
    """
    from ledger.cli.views.grid import paragraph
    from ledger.cli.views.recorded import counted
    from ledger.formats.json_out import document, written
    from ledger.services.verifying import Checkpoint, verify

    wanted = Checkpoint.parse(against.read()) if against else None
    with session.database() as database, database.read() as store, Progress("verifying") as progress:
        found = verify(store, against=wanted, told=progress.doing)
    if checkpoint:
        checkpoint.write(found.checkpoint.text())
    if format == "json":
        say(written(document("verify", **found.model_dump(mode="json", by_alias=True))))
        return
    held = counted({name: count for name, count in found.counts.items() if count})
    say(paragraph(f"Sound: {held}.", columns(width)))
    goes_on = f" It goes on from checkpoint @{wanted.number}." if wanted else ""
    say(f"Checkpoint @{found.checkpoint.number} {found.checkpoint.hash or ''}.{goes_on}")
    for notice in found.notices:
        tell(f"note: {notice}")
