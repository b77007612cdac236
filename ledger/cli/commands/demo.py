"""``posl demo``."""

import shlex
from pathlib import Path

import click

from ledger.cli.options import ShellSession, pass_session
from ledger.cli.streams import interactive
from ledger.cli.terminal import Progress, say, tell, width


@click.command("demo")
@click.argument("folder", default="demo-ledger", type=click.Path(path_type=Path, file_okay=False), metavar="[DIR]")
@pass_session
def command(session: ShellSession, folder: Path) -> int:
    """Make a ledger from the bundled reports in DIR (demo-ledger when left out), and look at it.

    Five press reports on the Abu Dhabi talks of 2026, coded entry by entry. Prints the matrix at the last round held
    and what changed since the round before, and makes a site in DIR/site; on a terminal the screens open then. A second
    run uses the ledger again.

    \b
    posl demo
    """
    from ledger.services.demo import make_demo

    with Progress("reading seeds"):
        demo = make_demo(folder, session.author)
    _introduce(str(demo.path), new=demo.imported is not None)
    shown = ShellSession(str(demo.path), session.author, session.screens)
    _print(shown, demo.rounds)
    _publish(shown, folder / "site")
    if session.screens is None or not interactive():
        return 0
    return session.screens(str(demo.path), session.author)


def _introduce(path: str, *, new: bool) -> None:
    from ledger.domain.text import safe

    made = "Made" if new else "There already:"
    tell(f"{made} {safe(path)}. Look on with: posl --ledger {shlex.quote(safe(path))} show territory")


def _publish(session: ShellSession, site: Path) -> None:
    """Make the site of the ledger, and say where it is, or what stands in its place."""
    from ledger.domain.text import safe
    from ledger.errors import Conflict
    from ledger.services import export_formats
    from ledger.services.handling import leaving

    try:
        with session.read() as whole, leaving(whole) as (store, counting), Progress("writing pages") as progress:
            export_formats.write(store, str(site), "site", told=progress.step, counting=counting)
    except Conflict as problem:
        tell(safe(str(problem)))
        return
    tell(f"To walk it in a browser: {safe(str(site / 'index.html'))}")


def _print(session: ShellSession, rounds: tuple[str, ...]) -> None:
    from ledger.cli.views.matrix import matrix_text
    from ledger.cli.views.note import note_text
    from ledger.services.comparing import compare
    from ledger.services.coverage import coverage
    from ledger.services.matrix import matrix_at
    from ledger.services.note import note_of

    with session.read() as store:
        matrix = matrix_at(store, rounds[-1] if rounds else "now")
        say(matrix_text(matrix, coverage(store, matrix.point, matrix.counting), width()))
        if len(rounds) > 1:
            say()
            compared = compare(store, rounds[-2], rounds[-1], told=True)
            say(note_text(note_of(store, compared), width()))
