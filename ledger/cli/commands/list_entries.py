"""What was said beside stances, listed: ``posl list remarks``, ``figures``, ``events``."""

from typing import TYPE_CHECKING

import click

from ledger.cli.options import ShellSession, at_option, counting_options, format_option, pass_session, where_option
from ledger.cli.terminal import say

if TYPE_CHECKING:
    from ledger.domain.floors import Counting
    from ledger.services.entry_states import EntryAtPoint


@click.command("remarks")
@at_option
@click.option("--item", metavar="ITEM", help="Only those about this item.")
@click.option("--by", "person", metavar="PERSON", help="Only those of this person.")
@where_option("remarks")
@counting_options
@format_option()
@pass_session
def remarks(
    session: ShellSession,
    /,
    *,
    at: str,
    item: str | None,
    person: str | None,
    counting: "Counting",
    where: str | None,
    format: str,
    width: int | None,
) -> None:
    """List what was said of the talks, or of an item, without taking a stance; earliest first.

    \b
    posl list remarks
    posl list remarks --at R2
    """
    from ledger.cli.documents import told
    from ledger.cli.views.lists import rendered
    from ledger.formats.tables import Table
    from ledger.services import record_lists
    from ledger.services.counting import what_counts

    with session.read() as store:
        counts = what_counts(store, at, counting)
        found = record_lists.remarks(store, at, item, person, where=where, counting=counts)
    table = Table(("entry", "held", "by", "tone", "about", "remark", "cited"), [_remark(each) for each in found])
    say(rendered("remarks", table, [told(each) for each in found], format, width, counts, where))


def _remark(told: "EntryAtPoint") -> tuple[object, ...]:
    from ledger.cli.views import words
    from ledger.formats import marks

    entry, said = told.entry, told.entry.said
    tone = said.values().get("tone")
    about = " ".join(getattr(said, "items", ())) or "talks"
    who = getattr(said, "by", None) or next((c.speaker.value for c in said.cite if c.speaker), None)
    shown = marks.signed(tone) if tone is not None else None
    return entry.id, words.held(entry), who, shown, about, said.values()["text"], words.cited(said.cite)


@click.command("figures")
@at_option
@where_option("figures")
@counting_options
@format_option()
@pass_session
def figures(
    session: ShellSession, at: str, counting: "Counting", where: str | None, format: str, width: int | None
) -> None:
    """List the numbers that entries give, thing by thing; rivals of one thing stand side by side.

    \b
    posl list figures
    """
    from ledger.cli.documents import figure_line
    from ledger.cli.views import words
    from ledger.cli.views.lists import rendered
    from ledger.formats.tables import Table
    from ledger.services import record_lists
    from ledger.services.counting import what_counts

    with session.read() as store:
        counts = what_counts(store, at, counting)
        found = record_lists.figures(store, at, where=where, counting=counts)
    rows = [
        (
            line.what,
            line.about,
            str(account[0].figure),
            "!" if line.contested else None,
            words.cited(cite for given in account for cite in given.entry.said.cite),
            " ".join(str(given.entry.id) for given in account),
            line.party,
        )
        for line in found
        for account in line.accounts
    ]
    table = Table(("figure", "about", "value", "contested", "cited", "entries", "party"), rows)
    say(rendered("figures", table, [figure_line(line) for line in found], format, width, counts, where))


@click.command("events")
@at_option
@click.option("--item", metavar="ITEM", help="Only those tied to this item.")
@where_option("events")
@counting_options
@format_option()
@pass_session
def events(
    session: ShellSession,
    at: str,
    item: str | None,
    counting: "Counting",
    where: str | None,
    format: str,
    width: int | None,
) -> None:
    """List what happened around the talks, earliest first.

    \b
    posl list events
    posl list events --item territory
    """
    from ledger.cli.documents import told
    from ledger.cli.views.lists import rendered
    from ledger.formats.tables import Table
    from ledger.services import record_lists
    from ledger.services.counting import what_counts

    with session.read() as store:
        counts = what_counts(store, at, counting)
        found = record_lists.events(store, at, item, where=where, counting=counts)
    rows = [_event(each) for each in found]
    table = Table(("entry", "held", "event", "items", "cited"), rows)
    say(rendered("events", table, [told(each) for each in found], format, width, counts, where))


def _event(told: "EntryAtPoint") -> tuple[object, ...]:
    from ledger.cli.views import words

    entry = told.entry
    items = " ".join(getattr(entry.said, "items", ()))
    return entry.id, words.held(entry), words.entry(entry), items, words.cited(entry.said.cite)
