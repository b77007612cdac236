"""``posl verify``."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from ledger.cli.options import DOCUMENT, BytesHere, ShellSession, format_option, pass_session
from ledger.cli.terminal import Progress, say, tell
from ledger.cli.terminal import width as columns

if TYPE_CHECKING:
    from ledger.services.signing import CheckedSignatures
    from ledger.services.verifying import Checkpoint, Verification

UNFOUND = 1
_SIGNERS = "OpenSSH's allowed_signers: is what the authors named there recorded signed by them? Else exit 7."
_KEEP = "Write today's checkpoint to a new file, to be kept elsewhere."


@click.command("verify")
@click.option("--against", type=BytesHere(), metavar="FILE", help="A checkpoint: does the ledger go on from it?")
@click.option("--checkpoint", type=click.Path(path_type=Path), metavar="FILE", help=_KEEP)
@click.option("--signers", type=click.Path(path_type=Path), metavar="FILE", help=_SIGNERS)
@format_option(*DOCUMENT)
@pass_session
def command(
    session: ShellSession,
    /,
    *,
    against: BinaryIO | None,
    checkpoint: Path | None,
    signers: Path | None,
    format: str,
    width: int | None,
) -> None:
    """Check that the ledger is what it was recorded to be: the file, every constraint, the chain, every attached quote.

    Exit 7, naming the first bad record, where something is not. Exit 1 where the record is whole, but a quote or place
    is not found in the text attached to its source; each is told with how to correct it. A checkpoint kept outside the
    ledger also finds a file that was put back from an older backup.

    \b
    posl verify
    posl verify --checkpoint today.json
    posl verify --against 2026-02-10.json
    posl verify --signers allowed_signers
    """
    from ledger.formats.json_out import document, written
    from ledger.services.verifying import Checkpoint

    wanted = Checkpoint.parse(against.read()) if against else None
    found = _verified(session, wanted, checkpoint)
    checked = _checked(session, signers) if signers is not None else None
    if format == "json":
        signed = asdict(checked) if checked else None
        say(written(document("verify", **found.model_dump(mode="json", by_alias=True), signers=signed)))
    else:
        _say(found, columns(width))
        if checked:
            _say_signed(checked)
    if found.unfound:
        raise click.exceptions.Exit(UNFOUND)


def _checked(session: ShellSession, signers: Path) -> "CheckedSignatures":
    from ledger.services import signing

    with session.read() as store:
        return signing.check(store, signers)


def _say_signed(checked: "CheckedSignatures") -> None:
    from ledger.cli.views.words import plural
    from ledger.domain.naming import few

    tell(f"{plural(len(checked.signed), 'changeset is', 'changesets are')} signed by their authors.")
    if checked.unnamed:
        number = plural(len(checked.unnamed), "changeset is", "changesets are")
        tell(f"{number} of authors whom the file does not name: {few([f'@{each}' for each in checked.unnamed])}")


def _verified(session: ShellSession, against: "Checkpoint | None", keep: Path | None) -> "Verification":
    """Verify, and write the checkpoint only of a ledger that is sound."""
    from ledger.files import new_file
    from ledger.services.verifying import verify

    with session.database() as database, database.read() as store, Progress("verifying") as progress:
        if keep is None:
            return verify(store, against=against, told=progress.doing)
        with new_file(keep) as part:
            found = verify(store, against=against, told=progress.doing)
            part.write_text(found.checkpoint.text(), encoding="utf-8")
            return found


def _say(found: "Verification", width: int) -> None:
    from ledger.cli.views.grids import wrapped
    from ledger.cli.views.recorded import counted
    from ledger.cli.views.source import unfound_lines
    from ledger.cli.views.words import plural
    from ledger.domain.text import safe

    say("\n".join(wrapped(f"Sound: {counted(found.counts) or 'an empty ledger'}.", width)))
    if found.against:
        say(f"It goes on from checkpoint @{found.against.number}.")
    say(f"Checkpoint @{found.checkpoint.number} {found.checkpoint.hash or ''}".rstrip())
    if found.unfound:
        number = plural(len(found.unfound), "quote or place is", "quotes or places are")
        say("\n".join([f"{number} not found in the attached texts:", *unfound_lines(found.unfound, width)]))
    for notice in found.notices:
        tell(f"note: {safe(notice)}")
    if found.notices:
        tell(f"{plural(len(found.notices), 'note')}: no reason to doubt the record")
