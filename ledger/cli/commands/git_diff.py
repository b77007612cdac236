"""``posl git-diff``."""

import click

from ledger.cli.options import ShellSession, pass_session
from ledger.cli.terminal import say, width

_GIT_GIVES = 7
"""Path, old file, its hash and mode, new file, its hash and mode."""


@click.command("git-diff")
@click.argument("given", nargs=-1, required=True, metavar="PATH OLD HEX MODE NEW HEX MODE | OLD NEW")
@pass_session
def command(session: ShellSession, given: tuple[str, ...]) -> None:  # noqa: ARG001 - every command is handed one
    """Tell what changed between two ledger files, as git's external diff driver: who recorded what, and what moved.

    Set it up with git config diff.posl.command "posl git-diff", and *.db diff=posl in .gitattributes: docs/copies.md.

    \b
    posl git-diff ledger.db theirs.db
    """
    from ledger.cli.views.files import file_diff_text
    from ledger.errors import UsageError
    from ledger.services import meeting

    if len(given) not in {2, *range(_GIT_GIVES, _GIT_GIVES + 3)}:
        raise UsageError("git gives seven words: PATH OLD HEX MODE NEW HEX MODE", hint="by hand: posl git-diff OLD NEW")
    old, new = given if len(given) == 2 else (given[1], given[4])
    name = new if len(given) == 2 else given[0]
    with meeting.two_copies(old, new) as (before, after):
        say(file_diff_text(name, before, after, width()))
