"""``posl review``."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ledger.cli import acts
from ledger.cli.group import Together
from ledger.cli.options import DOCUMENT, ShellSession, counting_options, format_option, pass_session
from ledger.cli.terminal import say, tell
from ledger.cli.terminal import width as columns

if TYPE_CHECKING:
    from ledger.domain.floors import Counting
    from ledger.services.reviewing import Waiting
    from ledger.storage import lookups
    from ledger.storage.database import Store

F = TypeVar("F", bound=Callable[..., Any])


@click.group("review", cls=Together)
def command() -> None:
    """List entries that nobody has reviewed, and give a verdict on them; compare two codings of one report.

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
@click.option("--limit", "-n", type=click.IntRange(min=1), metavar="N", help="Only the first N.")
@click.option("--judged", is_flag=True, help="Instead those that have verdicts, of all reviewers side by side.")
@counting_options
@format_option()
@pass_session
def waiting(
    session: ShellSession,
    /,
    limit: int | None,
    judged: bool,
    counting: "Counting",
    format: str,
    width: int | None,
    **which: str | None,
) -> None:
    """List the entries that wait for a verdict, source by source, each with what accepting it does.

    Where reviewers disagree about an entry, that is listed below. A rejected entry counts nowhere, whoever else
    accepts it.

    \b
    posl review list
    posl review list --item territory
    posl review list --judged
    """
    from ledger.cli.views import reviews
    from ledger.cli.views.lists import rendered
    from ledger.services import reviewing
    from ledger.services.counting import what_counts

    with session.read() as store:
        counts = what_counts(store, asked=counting)
        verdicts = reviewing.judged(store, _wanted(store, which))
        found, total = ([], 0) if judged else _waiting(store, which, limit, counts)
    if judged:
        rows = [reviews.judged_document(each) for each in verdicts[:limit]]
        say(rendered("judged", reviews.judged_table(verdicts[:limit]), rows, format, width, counts))
        return
    if format == "table":
        say(reviews.waiting_text(found, total, columns(width), [each for each in verdicts if each.disputed], counts))
        return
    rows = [reviews.waiting_document(each) for each in found]
    say(rendered("waiting", reviews.waiting_table(found), rows, format, width, counts))


def _verdict(word: str, verdict: str, about: str) -> click.Command:
    @command.command(word, help=about)
    @click.argument("entries", nargs=-1, type=int, metavar="[ENTRY]…")
    @_which
    @click.option("--note", metavar="TEXT", help="What the reviewer has to say; kept with the verdict.")
    @click.option("--yes", "-y", is_flag=True, help="Do not ask.")
    @format_option(*DOCUMENT)
    @pass_session
    def give(
        session: ShellSession,
        /,
        *,
        entries: tuple[int, ...],
        note: str | None,
        yes: bool,
        format: str,
        width: int | None,
        **which: str | None,
    ) -> None:
        from ledger.domain.words import Verdict
        from ledger.services import acting

        numbers = _shown_first(session, entries, which, verdict, columns(width))
        if not numbers:
            tell("No entry waits there; nothing was recorded.")
        elif _agreed(len(numbers), verdict, named=bool(entries), yes=yes):
            with session.write() as store:
                imported = acting.review(store, numbers, Verdict(verdict), session.header(), note=note)
            acts.report(imported, format, width)
        else:
            tell("Nothing was recorded.")

    return give


def _shown_first(
    session: ShellSession, named: tuple[int, ...], which: dict[str, str | None], verdict: str, width: int
) -> list[int]:
    """Say how many entries are meant and what the verdict would do; return their numbers."""
    from ledger.cli.views.reviews import verdict_text
    from ledger.errors import UsageError
    from ledger.services import acting, reviewing

    if bool(named) == any(which.values()):
        raise UsageError(
            "which entries? Name them by number, or by --source, --item, --party or --changeset",
            hint="posl review list",
        )
    with session.read() as store:
        found = reviewing.waiting_among(store, named) if named else _waiting(store, which)[0]
        gone = len(acting.gone(store, named))
    numbers = list(dict.fromkeys(named)) or [each.entry.id for each in found]
    if numbers:
        tell(verdict_text(found, len(numbers) - len(found) - gone, gone, verdict, width))
    return numbers


def _agreed(count: int, verdict: str, *, named: bool, yes: bool) -> bool:
    """Ask whoever sits there; where nobody does, only entries that were named one by one go ahead."""
    from ledger.errors import UsageError

    if yes:
        return True
    if sys.stdin.isatty():
        return click.confirm("Go on?", err=True)
    if not named:
        raise UsageError(f"{count} entries would be {verdict}, and nobody is there to ask", hint="--yes does it")
    return True


def _waiting(
    store: "Store", which: dict[str, str | None], most: int | None = None, counting: "Counting | None" = None
) -> tuple[list["Waiting"], int]:
    from ledger.domain.entries import Entry
    from ledger.domain.floors import alone, passing
    from ledger.services import reviewing
    from ledger.services.evidence import sources_at
    from ledger.storage import changesets

    floor = alone(counting.floor) if counting is not None else None
    if floor is None:
        return reviewing.first_waiting(store, most, _wanted(store, which))
    sources = sources_at(store, changesets.last_number(store))

    def passes(entry: Entry) -> bool:
        return bool(passing(floor, entry.said.cite, sources))

    return reviewing.first_waiting(store, most, _wanted(store, which), matching=passes)


def _wanted(store: "Store", which: dict[str, str | None]) -> "lookups.WaitingFilter":
    from ledger.storage import lookups

    return lookups.WaitingFilter(which["source"], which["item"], which["party"], _changeset(store, which["changeset"]))


def _changeset(store: "Store", text: str | None) -> int | None:
    from ledger.errors import UsageError
    from ledger.services.showing import show

    if text is None:
        return None
    number = text.removeprefix("@")
    if not (number.isascii() and number.isdigit()):
        raise UsageError(f'"{text}" is not a changeset; a changeset is @ and a number', hint="posl log")
    show(store, f"@{number}")  # raises where there is none
    return int(number)


_verdict(
    "accept",
    "accepted",
    "Accept entries: they say what their sources say.\n\n"
    "How many, and what accepting them does, is shown first.\n\n"
    "\b\nposl review accept 26 27\nposl review accept --source vovworld-2026-02 --yes",
)
_verdict(
    "reject",
    "rejected",
    "Reject entries: they do not say what their sources say.\n\n"
    "A rejected entry counts nowhere, as long as anybody's last verdict on it is a rejection.\n\n"
    '\b\nposl review reject 26 --note "Not in ¶30."',
)


@command.command("compare")
@click.argument("one", metavar="SEED")
@click.argument("other", metavar="SEED")
@format_option(*DOCUMENT)
def compare(one: str, other: str, format: str, width: int | None) -> None:
    """Compare what two analysts coded from the same reports, each in seeds of their own, before either is imported.

    Lists where they agree and differ, with the agreement of each item and Cohen's kappa over the words that both chose.
    Needs no ledger.

    \b
    posl review compare ada/05-vovworld.yaml ben/05-vovworld.yaml
    """
    from ledger.cli.views import reviews
    from ledger.formats.json_out import written
    from ledger.formats.seed_files import open_seeds
    from ledger.services import reviewing

    found = reviewing.compare(open_seeds([one], ()), open_seeds([other], ()))
    if format == "json":
        say(written(reviews.comparison_document(found, (one, other))))
    else:
        say(reviews.comparison_text(found, (one, other), columns(width)))
