"""``posl list``."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ledger.cli.commands.list_entries import events, figures, remarks
from ledger.cli.group import Together
from ledger.cli.options import (
    ShellSession,
    at_option,
    counting_options,
    format_option,
    pass_session,
    view_option,
    where_option,
)
from ledger.cli.terminal import say

if TYPE_CHECKING:
    from ledger.domain.floors import Counting
    from ledger.domain.records import Person
    from ledger.services.listed import ListedItem, Narrowing
    from ledger.services.listing import ItemList, ListedParty
    from ledger.storage.database import Store

F = TypeVar("F", bound=Callable[..., Any])


@click.group("list", cls=Together)
def command() -> None:
    """List items, parties, persons, rounds, sources, events, remarks, figures, commitments or marks.

    \b
    posl list items --contested
    posl list commitments --overdue --at R2
    """


def _filters(function: F) -> F:
    """Add the options that narrow a list of items."""
    for option in reversed(
        (
            click.option(
                "--status", multiple=True, metavar="STATUS", help="With this status, or overdue; may be repeated."
            ),
            click.option("--track", multiple=True, metavar="TRACK", help="Of this track; may be repeated."),
            click.option("--tag", multiple=True, metavar="TAG", help="With this tag; may be repeated."),
            click.option("--owner", multiple=True, metavar="NAME", help="Owned by; may be repeated."),
            click.option("--open", "open_only", is_flag=True, help="Not settled."),
            click.option("--contested", is_flag=True, help="With accounts that contradict each other at the point."),
            click.option(
                "--silent", is_flag=True, help="Which a party is reported as not having raised, or spoken of."
            ),
            click.option("--unreported", is_flag=True, help="Of which the reports we have hold no account."),
            click.option(
                "--stale", type=click.IntRange(min=0), metavar="DAYS", help="Open, not confirmed for so long."
            ),
            click.option("--overdue", is_flag=True, help="Promised, and the day has passed."),
            where_option("items"),
            view_option,
        )
    ):
        function = option(function)
    return function


@command.command("items")
@at_option
@_filters
@click.option("--moved", is_flag=True, help="On which parties moved, from round to round; furthest first.")
@click.option(
    "--from",
    "since",
    metavar="POINT",
    help="What changed since this point; else, with --moved, since the first round, in --where since the round before.",
)
@counting_options
@format_option()
@pass_session
def items(
    session: ShellSession,
    /,
    *,
    at: str,
    moved: bool,
    since: str | None,
    counting: "Counting",
    format: str,
    width: int | None,
    **wanted: Any,
) -> None:
    """List the open items and commitments, each filter narrowing the rest.

    moved is the sum of the parties' steps from round to round, there and back counted twice, as known at the point.

    \b
    posl list items --track military --open
    posl list items --silent --at R2
    posl list items --stale 30
    posl list items --moved --from R1 --at R2
    posl list items --where 'is:overdue or is:stale'
    posl list items --where 'party:ukraine score<0' --at R2
    posl list items --where 'was:supports -is:settled' --from R1
    posl list items --view urgent
    """
    from ledger.errors import UsageError
    from ledger.services import listing

    if since is not None and not moved and not wanted["where"] and not wanted["view"]:
        raise UsageError("--from says since when to look for movement", hint="add --moved or --where")
    with session.read() as store:
        filter_ = _filter(store, wanted, since)
        if moved:
            found = listing.most_moved(store, at, filter_, since=since, counting=counting)
        else:
            found = listing.items(store, at, filter_, counting=counting)
    _say_items("items", found, format, width, _extra(wanted, moved=moved), wanted["where"])


@command.command("commitments")
@at_option
@_filters
@counting_options
@format_option()
@pass_session
def commitments(
    session: ShellSession, /, *, at: str, counting: "Counting", format: str, width: int | None, **wanted: Any
) -> None:
    """List what was promised: kept, broken, still open, overdue; what falls due first comes first.

    \b
    posl list commitments
    posl list commitments --overdue --at R2
    """
    from ledger.services import listing

    with session.read() as store:
        found = listing.commitments(store, at, _filter(store, wanted), counting=counting)
    _say_items("commitments", found, format, width, _extra(wanted), wanted["where"])


def _filter(store: "Store", wanted: dict[str, Any], since: str | None = None) -> "Narrowing":
    """Return what was asked for; what a view wants stands with what is asked beside it, in ``wanted`` too."""
    from ledger.services.listed import Narrowing
    from ledger.services.viewing import where_of

    wanted["where"] = where_of(store, wanted.pop("view"), wanted["where"])
    return Narrowing(**wanted, since=since)


def _extra(wanted: Mapping[str, Any], *, moved: bool = False) -> list[str]:
    """Return the columns that what was asked for adds."""
    asked = {"moved": moved, "silent": wanted["silent"], "confirmed": wanted["stale"] is not None}
    return [column for column, is_asked in asked.items() if is_asked]


def _say_items(
    name: str, found: "ItemList", format: str, width: int | None, extra: list[str], where: str | None
) -> None:
    from ledger.cli.documents import item_line
    from ledger.cli.views.lists import rendered
    from ledger.formats.tables import Table

    columns = ["item", "status", "spread", "contested", "track", "difficulty", "due", "owner", *extra, "title"]
    table = Table(columns, [_item(line, extra) for line in found.lines])
    say(rendered(name, table, [item_line(line) for line in found.lines], format, width, found.counting, where))


def _item(line: "ListedItem", extra: list[str]) -> tuple[object, ...]:
    from ledger.formats.marks import late, state

    row, item = line.row, line.item
    status = f"{state(row, untold='')}{late(row.late)}"
    more = {
        "moved": line.moved.value if line.moved else None,
        "silent": " ".join(party.code for party in line.silent),
        "confirmed": line.confirmed,
    }
    marks = row.spread, "!" if line.contested else None
    about = item.track, item.difficulty, item.due, item.owner
    return item.key, status, *marks, *about, *(more[column] for column in extra), item.title


@command.command("parties")
@at_option
@click.option(
    "--from", "since", metavar="POINT", help="On what each moved since this point, towards and away from whom."
)
@where_option("parties")
@counting_options
@format_option()
@pass_session
def parties(
    session: ShellSession,
    at: str,
    since: str | None,
    counting: "Counting",
    where: str | None,
    format: str,
    width: int | None,
) -> None:
    """List who takes part: how many stances each holds, when it took the last, on what it is silent or alone.

    Alone is who is for it while all others heard are against, or the other way round.

    \b
    posl list parties
    posl list parties --at R2 --voice first-hand
    posl list parties --from R1 --at R2
    """
    from ledger.cli.documents import party_line
    from ledger.cli.views.lists import rendered
    from ledger.formats.tables import Table
    from ledger.services import listing

    with session.read() as store:
        found = listing.parties(store, at, since=since, where=where, counting=counting)
    columns = (
        "party",
        "code",
        "role",
        "stances",
        "last stance",
        "contested",
        "silent on",
        "alone on",
        "moved on",
        "toward",
        "away from",
        "name",
        "aliases",
    )
    table = Table(columns, [_party(line) for line in found.lines])
    say(rendered("parties", table, [party_line(line) for line in found.lines], format, width, found.counting, where))


def _kept_apart(line: "ListedParty") -> tuple[tuple[str, ...], ...]:
    return line.contested, line.silent_on, line.alone_on, line.moved, line.toward, line.away


def _party(line: "ListedParty") -> tuple[object, ...]:
    party = line.party
    told = line.held, line.last_held, *(" ".join(keys) for keys in _kept_apart(line))
    return party.key, party.code, party.role.value, *told, party.name, ", ".join(party.aliases)


@command.command("rounds")
@at_option
@where_option("rounds")
@format_option()
@pass_session
def rounds(session: ShellSession, at: str, where: str | None, format: str, width: int | None) -> None:
    """List rounds, meetings and calls by date; the plan stands beside the fact.

    \b
    posl list rounds
    """
    from ledger.services import record_lists

    with session.read() as store:
        found = record_lists.rounds(store, at, where=where)
    rows = [(r.key, r.kind.value, r.status.value, r.planned_for, r.starts, r.ends, r.venue, r.title) for r in found]
    columns = ("round", "kind", "status", "planned for", "starts", "ends", "venue", "title")
    _say_records("rounds", columns, rows, found, format, width, where)


@command.command("sources")
@at_option
@where_option("sources")
@format_option()
@pass_session
def sources(session: ShellSession, at: str, where: str | None, format: str, width: int | None) -> None:
    """List the documents, with their reliability and how many entries rest on each.

    \b
    posl list sources
    """
    from ledger.services import record_lists

    with session.read() as store:
        found = record_lists.sources(store, at, where=where)
    rows = [
        (s.key, s.reliability.value, count, s.kind.value, s.published, s.publisher, ", ".join(s.carries), s.title)
        for s, count in found
    ]
    columns = ("source", "rel.", "entries", "kind", "published", "publisher", "carries", "title")
    _say_records("sources", columns, rows, [source for source, _count in found], format, width, where)


@command.command("persons")
@at_option
@where_option("persons")
@format_option()
@pass_session
def persons(session: ShellSession, at: str, where: str | None, format: str, width: int | None) -> None:
    """List who speaks or sits at a table: on how many entries their words are cited, how often they sat.

    \b
    posl list persons
    """
    from ledger.cli.views.lists import rendered
    from ledger.formats.json_out import record
    from ledger.formats.tables import Table
    from ledger.services import record_lists

    with session.read() as store:
        found = record_lists.persons(store, at, where=where)
    rows = [
        (p.person.key, p.person.name, p.entries, p.seats, "; ".join(map(str, p.person.offices)), _aliases(p.person))
        for p in found
    ]
    table = Table(("person", "name", "entries", "seats", "offices", "aliases"), rows)
    documents = [{**record(p.person), "entries": p.entries, "seats": p.seats} for p in found]
    say(rendered("persons", table, documents, format, width, asked=where))


@command.command("marks")
@where_option("marks")
@format_option()
@pass_session
def marks(session: ShellSession, where: str | None, format: str, width: int | None) -> None:
    """List the names given to points, in the order in which they were given.

    \b
    posl list marks
    """
    from ledger.cli.views.lists import rendered
    from ledger.formats.json_out import point, record
    from ledger.formats.tables import Table
    from ledger.services.marking import marks as found_marks

    with session.read() as store:
        found = found_marks(store, where=where)
    rows = [(m.mark.key, m.mark.name, m.mark.held, f"@{m.mark.known_at}") for m in found]
    documents = [{**record(m.mark), "point": point(m.point) if m.point else None} for m in found]
    say(rendered("marks", Table(("mark", "name", "held", "known"), rows), documents, format, width, asked=where))


def _aliases(person: "Person") -> str:
    return ", ".join(person.aliases)


def _say_records(
    name: str,
    columns: Any,  # noqa: ANN401
    rows: Any,  # noqa: ANN401
    found: Any,  # noqa: ANN401
    format: str,
    width: int | None,
    where: str | None,
) -> None:
    from ledger.cli.documents import records
    from ledger.cli.views.lists import rendered
    from ledger.formats.tables import Table

    say(rendered(name, Table(columns, rows), records(found), format, width, asked=where))


for _each in (remarks, figures, events):
    command.add_command(_each)
