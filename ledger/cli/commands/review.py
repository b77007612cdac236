"""``posl review``."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ledger.cli import acts
from ledger.cli.options import DOCUMENT, format_option
from ledger.cli.session import Session, pass_session
from ledger.cli.terminal import say, tell

if TYPE_CHECKING:
    from ledger.domain.entries import Entry
    from ledger.storage.database import Store

F = TypeVar("F", bound=Callable[..., Any])


@click.group("review")
def command() -> None:
    """List entries that nobody has reviewed, and give a verdict on them.

    \b
    posl review list --source vovworld-2026-02
    posl review accept 26 27
    """


def _which(function: F) -> F:
    """Add the options that say which entries are meant."""
    for option in reversed(
        (
            click.option("--source", metavar="KEY", help="Those that rest on this source."),
            click.option("--item", metavar="ITEM", help="Those on this item."),
            click.option("--party", metavar="PARTY", help="Stances of this party."),
            click.option("--changeset", metavar="@N", help="Those recorded in this changeset."),
        )
    ):
        function = option(function)
    return function


@command.command("list")
@_which
@format_option()
@pass_session
def waiting(session: Session, format: str, width: int | None, **which: str | None) -> None:
    """List the entries that wait for a verdict, in the order recorded.

    \b
    posl review list --item territory
    """
    from ledger.cli.views import words
    from ledger.cli.views.lists import rendered
    from ledger.formats.json_out import entry
    from ledger.formats.tables import Table

    with session.read() as store:
        found = _waiting(store, which)
    rows = [
        (e.id, f"@{e.changeset}", words.held(e), words.entry(e), e.said.summary, words.cited(e.said.cite))
        for e in found
    ]
    table = Table(("entry", "in", "held", "says", "summary", "cited"), rows)
    say(rendered("entries waiting for a verdict", table, [entry(each) for each in found], format, width))


def _verdict(word: str, verdict: str, help: str) -> click.Command:
    @command.command(word, help=help)
    @click.argument("entries", nargs=-1, type=int, metavar="[ENTRY]…")
    @_which
    @click.option("--note", metavar="TEXT", help="What the reviewer has to say; kept with the verdict.")
    @click.option("--yes", "-y", is_flag=True, help="Do not ask, however many they are.")
    @format_option(*DOCUMENT)
    @pass_session
    def give(
        session: Session, entries: tuple[int, ...], note: str | None, yes: bool, format: str, width: int | None,
        **which: str | None,
    ) -> None:  # fmt: skip
        from ledger.domain.words import Verdict
        from ledger.services import acting

        numbers = _numbers(session, entries, which)
        if not _agreed(numbers, verdict, asked=not entries, yes=yes):
            return
        with session.write() as store:
            imported = acting.review(store, numbers, Verdict(verdict), session.header(), note=note)
        acts.report(imported, format, width)

    return give


def _numbers(session: Session, entries: tuple[int, ...], which: dict[str, str | None]) -> list[int]:
    from ledger.errors import UsageError

    if bool(entries) == any(which.values()):
        raise UsageError(
            "name entries by number, or say which with --source, --item, --party, --changeset: one of the two"
        )
    if entries:
        return list(entries)
    with session.read() as store:
        return [entry.id for entry in _waiting(store, which)]


def _agreed(numbers: list[int], verdict: str, *, asked: bool, yes: bool) -> bool:
    """Show the count first; entries named one by one need no question."""
    import sys

    from ledger.errors import UsageError

    if not numbers:
        tell("No entries wait there; nothing was recorded.")
        return False
    if not asked or yes:
        return True
    question = f"{len(numbers)} entries would be {verdict}"
    if not sys.stdin.isatty():
        raise UsageError(question, hint="nobody is there to ask: --yes does it")
    return click.confirm(f"{question}. Go on?", err=True)


def _waiting(store: "Store", which: dict[str, str | None]) -> list["Entry"]:
    from ledger.errors import UsageError
    from ledger.services import listing
    from ledger.storage.lookups import Waiting

    text = which.get("changeset")
    number = text.removeprefix("@") if text else None
    if number is not None and not (number.isascii() and number.isdigit()):
        raise UsageError(f'"{text}" is not a changeset; a changeset is @ and a number', hint="posl log")
    wanted = Waiting(which["source"], which["item"], which["party"], int(number) if number else None)
    return listing.waiting(store, wanted)


_verdict(
    "accept",
    "accepted",
    "Accept entries: they say what their sources say.\n\n"
    "\b\nposl review accept 26 27\nposl review accept --source vovworld-2026-02 --yes",
)
_verdict(
    "reject",
    "rejected",
    "Reject entries: they do not say what their sources say.\n\n"
    'A rejected entry still counts until it is corrected or retracted.\n\n\b\nposl review reject 26 --note "Not in ¶30."',
)
