"""``posl review``."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ledger.cli import acts
from ledger.cli.group import OfChosen
from ledger.cli.options import DOCUMENT, ShellSession, counting_options, format_option, pass_session, unfound_option
from ledger.cli.terminal import say, tell
from ledger.cli.terminal import width as columns
from ledger.domain.entries import STATEMENTS, Statement

if TYPE_CHECKING:
    from ledger.domain.floors import Counting
    from ledger.domain.proposals import Draft
    from ledger.services.proposing import Foreseen
    from ledger.services.reviewing import Waiting
    from ledger.storage import lookups
    from ledger.storage.database import Store

F = TypeVar("F", bound=Callable[..., Any])


@click.group("review", cls=OfChosen)
def command() -> None:
    """List entries that nobody has reviewed, and what is proposed; give a verdict; compare two codings of one report.

    \b
    posl review list --source vovworld-2026-02
    posl review accept 26 27
    """


class Waits(click.ParamType[int]):
    """An entry by its number, or a proposal (``p12``), which is told apart by being below zero."""

    name = "entry"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401
        text = str(value)
        number = text.removeprefix("p")
        if not (number.isascii() and number.isdigit()):
            self.fail(f'"{value}" is neither an entry (26) nor a proposal (p3)', param, ctx)
        return -int(number) if text.startswith("p") else int(number)


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
@click.option("--proposed", is_flag=True, help="Instead what is proposed, each with what accepting it does.")
@counting_options
@format_option()
@pass_session
def waiting(
    session: ShellSession,
    /,
    limit: int | None,
    judged: bool,
    proposed: bool,
    counting: "Counting",
    format: str,
    width: int | None,
    **which: str | None,
) -> None:
    """List the entries that wait for a verdict, source by source, each with what accepting it does.

    Where reviewers disagree about an entry, that is listed below. A rejected entry counts nowhere, whoever else
    accepts it. What is only proposed stands apart, as p1, p2 …, and counts for nothing until it is accepted.

    \b
    posl review list
    posl review list --item territory
    posl review list --judged
    posl review list --proposed
    """
    from ledger.cli.views import proposals, reviews
    from ledger.cli.views.lists import rendered
    from ledger.domain.words import DraftStep
    from ledger.services import drafting, proposing, reviewing
    from ledger.services.counting import what_counts

    with session.read() as store:
        counts = what_counts(store, asked=counting)
        verdicts = reviewing.judged(store, _wanted(store, which))
        found, total = ([], 0) if judged or proposed else _waiting(store, which, limit, counts)
        drafts = [each for each in drafting.drafts(store) if each.state is DraftStep.opened]
        matching = reviewing.matcher(store, _wanted(store, which))
        recorded = reviewing.something_recorded(store)
        offered = ([], 0) if judged else proposing.waiting(store, session.header(), most=limit, matching=matching)
    if proposed and format == "table":
        _say_proposed(offered, drafts, columns(width))
    elif proposed:
        say(proposals.rendered_proposals(offered[0], format, width))
    elif judged:
        rows = [reviews.judged_document(each) for each in verdicts[:limit]]
        say(rendered("judged", reviews.judged_table(verdicts[:limit]), rows, format, width, counts))
    elif format == "table":
        disputed = [each for each in verdicts if each.disputed]
        say(reviews.waiting_text(found, total, columns(width), disputed, counts, recorded=recorded))
        _say_beside(offered, drafts, columns(width))
    else:
        rows = [reviews.waiting_document(each) for each in found]
        beside = [proposals.foreseen_document(each) for each in offered[0]]
        say(rendered("waiting", reviews.waiting_table(found), rows, format, width, counts, proposed=beside))


def _say_proposed(offered: tuple[list["Foreseen"], int], drafts: list["Draft"], width: int) -> None:
    """Say what is proposed by itself, and which drafts hold the rest."""
    from ledger.cli.views import proposals

    alone = bool(offered[1]) or not drafts
    say(proposals.proposed_text(*offered, width) if alone else "Nothing is proposed but in drafts.")
    if drafts:
        say("\n" + proposals.drafts_text(drafts, width))


def _say_beside(offered: tuple[list["Foreseen"], int], drafts: list["Draft"], width: int) -> None:
    """Say what waits and is not recorded: proposals and drafts."""
    from ledger.cli.views import proposals

    if offered[1]:
        say("\n" + proposals.proposed_text(*offered, width))
    if drafts:
        say("\n" + proposals.drafts_text(drafts, width))


def _verdict(word: str, verdict: str, about: str) -> click.Command:
    @command.command(word, help=about)
    @click.argument("entries", nargs=-1, type=Waits(), metavar="[ENTRY|pN]…")
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

        if any(number < 0 for number in entries):
            _judge(session, entries, verdict, note, format, width)
            return
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


def _judge(
    session: ShellSession, named: tuple[int, ...], verdict: str, note: str | None, format: str, width: int | None
) -> None:
    """Give a verdict on proposals: accepted, they are recorded as one changeset; rejected, that is kept."""
    from ledger.cli.views import proposals
    from ledger.errors import UsageError
    from ledger.services import proposing

    if any(number > 0 for number in named):
        raise UsageError("entries and proposals are judged apart", hint="posl review accept p1 p2")
    numbers = [-number for number in named]
    if verdict == "rejected":
        with session.write() as store:
            rejected = proposing.reject(store, numbers, session.header(), note=note)
        proposals.say_rejected(rejected, format)
        return
    with session.write() as store:
        imported = proposing.accept(store, numbers, session.header(), note=note)
    acts.report(imported, format, width)


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
    "How many, and what accepting them does, is shown first. A proposal (p1) is recorded by being accepted, several as "
    "one changeset.\n\n"
    "\b\nposl review accept 26 27\nposl review accept --source vovworld-2026-02 --yes\nposl review accept p1",
)
_verdict(
    "reject",
    "rejected",
    "Reject entries: they do not say what their sources say.\n\n"
    "A rejected entry counts nowhere, as long as anybody's last verdict on it is a rejection. Of a proposal (p1) it is "
    "kept that it was not taken.\n\n"
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


@command.command("amend")
@click.argument("proposal", type=Waits(), metavar="pN")
@format_option(*DOCUMENT)
@click.option("--reason", metavar="TEXT", help="Why; kept with what became of the proposal.")
@unfound_option
@pass_session
def amend(
    session: ShellSession,
    /,
    proposal: int,
    format: str,
    width: int | None,
    reason: str | None,
    unfound: bool,
    **values: Any,
) -> None:
    """Accept a proposal with changes: give what it should say; the rest is taken as proposed.

    An empty value takes a field off. What was amended is counted: posl review agreement. An entry that is recorded is
    put right by posl correct.

    \b
    posl review amend p1 --stance supports --summary "It would sign."
    """
    from ledger.cli.commands.correct import asked, fitted
    from ledger.errors import UsageError
    from ledger.services import proposing

    if proposal > 0:
        raise UsageError(f"{proposal} is an entry, not a proposal", hint=f"posl correct {proposal} …")
    changes, cited = asked(values)
    with acts.faults_named(values), session.write() as store:
        (found,) = proposing.open_ones(store, [-proposal])
        changes = fitted(found.value, changes, cited) if isinstance(found.value, Statement) else changes
        imported = proposing.amend(store, -proposal, changes, session.header(), note=reason, unfound=unfound)
    acts.report(imported, format, width)


amend.params[1:1] = [*acts.statement_options(*STATEMENTS.values()), *acts.citation_options(*STATEMENTS.values())]


@command.command("agreement")
@click.argument("proposer", required=False)
@format_option()
@pass_session
def agreement(session: ShellSession, /, proposer: str | None, format: str, width: int | None) -> None:
    """Show how often each proposer was right: accepted as it was, amended and in what, rejected.

    The share is of those judged, with the interval in which it lies for all that so few tell (Wilson, 95 %).

    \b
    posl review agreement
    """
    from ledger.cli.views import proposals
    from ledger.cli.views.lists import rendered
    from ledger.services import proposing

    with session.read() as store:
        found = proposing.figures(store, proposer)
    documents = [proposals.figures_document(each) for each in found]
    say(rendered("agreement", proposals.figures_table(found), documents, format, width))
