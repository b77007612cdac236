"""``posl view``."""

from typing import TYPE_CHECKING

import click

from ledger.cli import acts
from ledger.cli.group import Together
from ledger.cli.options import DOCUMENT, FilterText, ShellSession, format_option, message_option, pass_session
from ledger.cli.terminal import say

if TYPE_CHECKING:
    from ledger.services.importing import Imported


@click.group("view", cls=Together)
def command() -> None:
    """Keep filters under a name, of your own or shared with everybody: for lists, matrix, diff and the screens.

    \b
    posl view save urgent 'is:overdue or due<today+14d'
    posl view list
    """


shared_option = click.option("--shared", is_flag=True, help="The ledger's, for everybody; else your own.")


@command.command("list")
@format_option()
@pass_session
def every(session: ShellSession, format: str, width: int | None) -> None:
    """List the views: your own, then those of the ledger.

    \b
    posl view list
    """
    from ledger.cli.views.lists import rendered
    from ledger.formats.tables import Table
    from ledger.services.viewing import views

    with session.read() as store:
        found = views(store)
    rows = [(each.name, "ledger" if each.shared else "own", each.filter, each.sort) for each in found]
    documents = [
        {"name": each.name, "shared": each.shared, "filter": each.filter, "sort": each.sort, "folded": [*each.folded]}
        for each in found
    ]
    say(rendered("views", Table(("view", "whose", "filter", "order"), rows), documents, format, width))


@command.command("save")
@click.argument("name")
@click.argument("where", metavar="FILTER", type=FilterText("items"))
@click.option(
    "--sort",
    type=click.Choice(["entered", "spread", "movement", "difficulty", "status", "title"]),
    help="The order of the items on the screens.",
)
@shared_option
@message_option
@format_option(*DOCUMENT)
@pass_session
def save(
    session: ShellSession,
    /,
    *,
    name: str,
    where: str,
    sort: str | None,
    shared: bool,
    message: str | None,
    format: str,
    width: int | None,
) -> None:
    """Keep a filter under a name, in the place of the view of that name: your own, or the ledger's.

    \b
    posl view save urgent 'is:overdue or due<today+14d'
    posl view save disputes is:contested --sort spread --shared
    """
    from ledger.services import keeping_views
    from ledger.services.viewing import NamedView

    view = NamedView(name, where, sort or "")
    if shared:
        with session.write() as store:
            imported = keeping_views.share(store, view, session.header(message))
        acts.report(imported, format, width)
        return
    with session.read() as store:
        keeping_views.keep(store, view)
    _say_own(f'Kept "{name}" as your own view.', format)


@command.command("rename")
@click.argument("name")
@click.argument("new")
@shared_option
@message_option
@format_option(*DOCUMENT)
@pass_session
def rename(
    session: ShellSession,
    /,
    *,
    name: str,
    new: str,
    shared: bool,
    message: str | None,
    format: str,
    width: int | None,
) -> None:
    """Give a view another name.

    \b
    posl view rename urgent pressing
    """
    from ledger.services import keeping_views

    if shared:
        with session.write() as store:
            imported = keeping_views.rename_shared(store, name, new, session.header(message))
        acts.report(imported, format, width)
        return
    with session.read() as store:
        keeping_views.rename(store, name, new)
    _say_own(f'"{name}" is called "{new}" now.', format)


@command.command("delete")
@click.argument("name")
@shared_option
@message_option
@format_option(*DOCUMENT)
@pass_session
def delete(
    session: ShellSession, /, *, name: str, shared: bool, message: str | None, format: str, width: int | None
) -> None:
    """Let go of a view; one of the ledger stays in its record, and posl undo brings it back.

    \b
    posl view delete urgent
    """
    from ledger.services import keeping_views

    if shared:
        with session.write() as store:
            imported: Imported = keeping_views.delete_shared(store, name, session.header(message))
        acts.report(imported, format, width)
        return
    with session.read() as store:
        keeping_views.delete(store, name)
    _say_own(f'Your view "{name}" is gone.', format)


def _say_own(text: str, format: str) -> None:
    """Say what became of one's own views; in JSON what an act says that recorded nothing."""
    from ledger.cli.documents import imported
    from ledger.formats.json_out import written
    from ledger.services.importing import Imported

    say(written(imported(Imported())) if format == "json" else text)
