"""``posl init``."""

import shlex
from pathlib import Path

import click

from ledger.cli.options import ShellSession, pass_session
from ledger.cli.terminal import say


@click.command("init")
@click.argument("path", required=False, metavar="[PATH|URL]")
@pass_session
def command(session: ShellSession, path: str | None) -> None:
    """Make a new, empty ledger, readable by its owner alone; nothing is ever overwritten.

    Without a path: --ledger, else POSL_LEDGER, else ledger.db in this folder. A PostgreSQL database must be there and
    be empty.

    \b
    posl init talks.db
    """
    from ledger.domain.text import safe
    from ledger.services.ledgers import make
    from ledger.settings import LEDGER_FILE, named_ledger

    given, environment = path or session.ledger, named_ledger()
    made = make(given or environment or LEDGER_FILE)
    here = made.path is not None and made.path.parent == Path() and made.path.name == LEDGER_FILE
    found_by_itself = given in {None, environment} if environment else here
    named = "" if found_by_itself else f" --ledger {shlex.quote(safe(made))}"
    say(f"Made {safe(made)}. Next: posl{named} import SEEDS, or posl{named} record --help.")
