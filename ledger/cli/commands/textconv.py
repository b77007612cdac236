"""``posl textconv``."""

import click

from ledger.cli.options import FileHere, ShellSession, pass_session
from ledger.cli.terminal import say

_WIDTH = 120


@click.command("textconv")
@click.argument("file", type=FileHere())
@pass_session
def command(session: ShellSession, file: str) -> None:  # noqa: ARG001 - every command is handed one
    """Write a ledger file as text, act by act, so that git can compare two of them line by line.

    Set it up with git config diff.posl.textconv "posl textconv", and *.db diff=posl in .gitattributes.

    \b
    posl textconv ledger.db
    """
    from ledger.cli.views.records import changeset_lines
    from ledger.services import meeting

    with meeting.read_copy(file) as store:
        for done in meeting.acts(store):
            say("\n".join(changeset_lines(done, _WIDTH)))
