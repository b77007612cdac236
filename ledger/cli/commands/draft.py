"""``posl draft``."""

import click

from ledger.cli import acts
from ledger.cli.commands.importing import read_seeds, telling_faults
from ledger.cli.group import Together
from ledger.cli.options import DOCUMENT, ShellSession, all_faults_option, format_option, pass_session, size_option
from ledger.cli.terminal import Progress, say
from ledger.cli.terminal import width as columns

_note = click.option("--note", metavar="TEXT", help="Why; kept with the draft.")


@click.group("draft", cls=Together)
def command() -> None:
    """Look at proposals under a name, accept them as one changeset, send them back or drop them.

    What is in a draft counts for nothing.

    \b
    posl draft list
    """


@command.command("add")
@click.argument("name")
@click.argument("paths", nargs=-1, required=True, metavar="SEED…")
@click.option("--proposer", metavar="NAME", help="Whose draft it is; else who adds it.")
@size_option
@all_faults_option
@format_option(*DOCUMENT)
@pass_session
def add(
    session: ShellSession,
    /,
    name: str,
    paths: tuple[str, ...],
    *,
    proposer: str | None,
    max_size: int,
    every: bool,
    format: str,
    width: int | None,  # noqa: ARG001 - every command has it
) -> None:
    """Add seeds to a draft, of any kind: entries, records, corrections. It is made where there is none of that name.

    What could not be recorded as it stands is refused, with every fault. Of a program's proposals each has to quote its
    source: posl import --propose.

    \b
    posl draft add spring seeds/abu-dhabi-2026/05-vovworld-2026-02.yaml
    """
    from ledger.cli.views.proposals import say_brought
    from ledger.services.proposing import collect

    with telling_faults(every=every), Progress("reading seeds") as progress:
        seeds = read_seeds(paths, progress, max_size)
        with session.write() as store:
            brought = collect(store, seeds(store), session.header(), draft=name, proposer=proposer)
    say_brought([brought], format)


@command.command("list")
@click.option("--every", is_flag=True, help="Those accepted and dropped too.")
@format_option()
@pass_session
def drafts(session: ShellSession, /, every: bool, format: str, width: int | None) -> None:
    """List the drafts that somebody has still to decide on, and those sent back.

    \b
    posl draft list
    posl draft list --every
    """
    from ledger.cli.views import proposals
    from ledger.cli.views.lists import rendered
    from ledger.services import drafting

    with session.read() as store:
        found = drafting.drafts(store, every=every)
    documents = [proposals.draft_row_document(each) for each in found]
    say(rendered("drafts", proposals.drafts_table(found), documents, format, width))


@command.command("show")
@click.argument("name")
@format_option(*DOCUMENT)
@pass_session
def show(session: ShellSession, /, name: str, format: str, width: int | None) -> None:
    """Show a draft and what accepting it would do: what it contradicts, replaces, settles, makes overdue.

    \b
    posl draft show spring
    """
    from ledger.cli.views import proposals
    from ledger.formats.json_out import written
    from ledger.services import drafting

    with session.read() as store:
        found = drafting.show(store, name, session.header())
    shown = (
        written(proposals.draft_document(found)) if format == "json" else proposals.draft_text(found, columns(width))
    )
    say(shown)


@command.command("accept")
@click.argument("name")
@_note
@format_option(*DOCUMENT)
@pass_session
def accept(session: ShellSession, /, name: str, note: str | None, format: str, width: int | None) -> None:
    """Accept a draft: all that waits in it is recorded as one changeset, and can be undone as one.

    Exit 5 where it was accepted, sent back or dropped already; 3 where the ledger has moved on and it cannot be
    recorded as it stands.

    \b
    posl draft accept spring
    """
    from ledger.services import drafting

    with session.write() as store:
        imported = drafting.accept(store, name, session.header(), note=note)
    acts.report(imported, format, width)


@command.command("return")
@click.argument("name")
@click.option("--note", required=True, metavar="TEXT", help="What is wrong with it; kept with the draft.")
@format_option(*DOCUMENT)
@pass_session
def give_back(session: ShellSession, /, name: str, note: str, format: str, width: int | None) -> None:  # noqa: ARG001
    """Send a draft back with a note; it waits again once more is added to it, or it is reopened.

    \b
    posl draft return spring --note "Where does Ukraine stand?"
    """
    from ledger.cli.views.proposals import say_draft
    from ledger.services import drafting

    with session.write() as store:
        found = drafting.give_back(store, name, session.header(), note=note)
    say_draft(found, format)


@command.command("reopen")
@click.argument("name")
@_note
@format_option(*DOCUMENT)
@pass_session
def reopen(session: ShellSession, /, name: str, note: str | None, format: str, width: int | None) -> None:  # noqa: ARG001
    """Let a draft that was sent back wait again, as it is.

    \b
    posl draft reopen autumn --note "It is complete."
    """
    from ledger.cli.views.proposals import say_draft
    from ledger.services import drafting

    with session.write() as store:
        found = drafting.reopen(store, name, session.header(), note=note)
    say_draft(found, format)


@command.command("drop")
@click.argument("name")
@_note
@format_option(*DOCUMENT)
@pass_session
def drop(session: ShellSession, /, name: str, note: str | None, format: str, width: int | None) -> None:  # noqa: ARG001
    """Give a draft up, with what waits in it. It is kept: posl draft list --every.

    \b
    posl draft drop spring
    """
    from ledger.cli.views.proposals import say_draft
    from ledger.services import drafting

    with session.write() as store:
        found = drafting.drop(store, name, session.header(), note=note)
    say_draft(found, format)
