"""The list of commitments: overdue, open, and what became of the others."""

from collections.abc import Iterable
from dataclasses import dataclass

from textual.content import Content
from textual.message import Message

from ledger.domain.register import Register
from ledger.domain.words import Status
from ledger.services import listing
from ledger.services.listed import ListedItem
from ledger.services.listing import ItemList
from ledger.services.watch import known_now
from ledger.storage.database import Store
from ledger.tui import work
from ledger.tui.actions import CELL, LINES, PLACES
from ledger.tui.counts import Members
from ledger.tui.inbox.lines import promise
from ledger.tui.lines_screen import PROMISE, Line, LinesScreen, heading
from ledger.tui.messages import JumpTo
from ledger.tui.pieces import Facts
from ledger.tui.safe import plain

OVERDUE = "Overdue today"
SETTLED = "Settled"
NOTHING = "Nothing is promised yet: o enters an item, whose kind may be a commitment."


@dataclass
class PromisesRead(Message):
    """The promises were read."""

    found: ItemList
    known: Register


class CommitmentsScreen(LinesScreen):
    """What was promised."""

    PLACE = "commitments"
    SCOPES = (LINES, CELL, PLACES)
    FIRST = {PROMISE: ("kept", "open-place", "record-status", "edit-item")}

    def reread(self) -> None:
        """Read them again; the promise one is on stays."""
        counting = self.session.counting

        def service(store: Store) -> PromisesRead:
            return PromisesRead(listing.commitments(store, counting=counting), known_now(store)[1])

        work.read(self, service, lambda found: found, group="commitments", what="reading the commitments")

    def on_promises_read(self, event: PromisesRead) -> None:
        """Show them."""
        self._has_read, self.point = True, event.found.point
        parts = _parts(event.found.lines)
        lines = [
            line
            for title, found in parts
            for line in (
                heading(title, len(found), "" if title == SETTLED else "k kept"),
                *(_line(each, event.known) for each in found),
            )
        ]
        self._say([(title, len(found)) for title, found in parts], lines, event.known)

    def _say(self, counts: Iterable[tuple[str, int]], lines: list[Line], known: Register) -> None:
        self.show_lines(lines, NOTHING)
        facts: list[Content | Members] = [
            *self.counting_only(known),
            Content.styled("Commitments", "bold $primary"),
        ]
        starts = {line.text.plain.partition(":")[0]: n for n, line in enumerate(lines) if line.is_heading}
        for title, count in counts:
            members = lines[starts[title] + 1 : starts[title] + 1 + count]
            style = "bold $accent" if title == OVERDUE and count else ""
            facts.append(_count(f"{count} {title.lower()}", members, style))
        self.query_one("#title", Facts).say(facts)


def _count(said: str, lines: list[Line], style: str) -> Members:
    from ledger.tui.chooser import Choice

    return Members(said, lambda: [Choice(line.to, line.text.plain) for line in lines if line.to is not None], style)


def _parts(lines: Iterable[ListedItem]) -> list[tuple[str, list[ListedItem]]]:
    every = sorted(lines, key=lambda line: (line.due is None, str(line.due), line.item.key))
    broken = [line for line in every if line.row.status is Status.broken]
    left = [line for line in every if not line.row.overdue and not line.row.settled and line not in broken]
    return [
        (OVERDUE, [line for line in every if line.row.overdue]),
        *([("Broken", broken)] if broken else []),  # its day may be over: it is not told as open and in time
        ("Open, not overdue", left),
        (SETTLED, [line for line in every if line.row.settled]),
    ]


def _line(found: ListedItem, known: Register) -> Line:
    line, item = promise(found), found.item
    names = [
        ", ".join(plain(known.parties[key].name) for key in keys if key in known.parties) for keys in (item.by, item.to)
    ]
    whose = f"  {names[0]}{f' to {names[1]}' if names[1] else ''}" if names[0] else ""
    text = Content.assemble(line.text, (whose, "$quiet"))
    return Line(PROMISE, line.name, text, JumpTo("item", item.key), item.key, None, line.reading)
