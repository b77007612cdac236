"""The inbox: what waits for somebody. Promises overdue and due soon, contests, what was outweighed by an entry that
counts no more, entries that nobody has reviewed, quotes that are not found or that the newest edition of their source
has no longer, items that have gone stale, and what others recorded since one's last look.

It is read anew each time and kept nowhere: whatever is dealt with is gone from it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ledger import settings
from ledger.domain.authorship import mark
from ledger.domain.floors import OWN, Counting
from ledger.domain.points import Point, days_of
from ledger.domain.readings import MatrixRow, Reading
from ledger.domain.records import Round
from ledger.domain.register import Register
from ledger.domain.words import RoundKind, RoundStatus
from ledger.errors import NotFound
from ledger.services import listing, narrowing, reviewing, verifying, watch
from ledger.services.listed import ListedItem
from ledger.services.matrix import rounds_in_order
from ledger.services.outweighed import OutweighedEntry, without_ground
from ledger.services.reviewing import Waiting
from ledger.services.verifying import UnfoundQuote, WithdrawnQuote
from ledger.storage import changesets, proposals, register
from ledger.storage.changesets import Changeset
from ledger.storage.database import Store, role_of

SOON = timedelta(days=14)
"""A promise that falls due within so many days is due soon."""
LARGE = 3_000
"""Cells of a ledger from which on what is pressing is not counted by the way."""
FIRST = 100
"""So many entries that wait for review are read; the rest are counted."""


@dataclass(frozen=True, slots=True)
class ContestedCell:
    """A cell whose accounts contradict each other today; without a party, the status of an item."""

    item: str
    party: str | None
    reading: Reading


@dataclass(frozen=True, slots=True)
class Inbox:
    """What waits, heading by heading; each is empty where nothing does.

    ``unreviewed`` are the first entries that wait for a verdict, ``waiting`` is how many do. ``stale`` are open items
    of which nothing was said since the last round began, ``since`` that round. ``news`` are the changesets of others
    after ``seen``, the one that this author had seen last; without a look, all of others. ``proposed`` is how many
    proposals wait for a verdict beside the entries. ``outweighed`` is what settlements took back for an entry that
    counts no more. ``withdrawn`` is what an earlier edition of a source has and the newest has not, of entries that
    nobody has accepted since.
    """

    point: Point
    author: str
    overdue: tuple[ListedItem, ...]
    due: tuple[ListedItem, ...]
    contested: tuple[ContestedCell, ...]
    unreviewed: tuple[Waiting, ...]
    waiting: int
    unfound: tuple[UnfoundQuote, ...]
    stale: tuple[ListedItem, ...]
    since: Round | None
    news: tuple[Changeset, ...]
    seen: int | None
    proposed: int = 0
    outweighed: tuple[OutweighedEntry, ...] = ()
    withdrawn: tuple[WithdrawnQuote, ...] = ()

    @property
    def pressing(self) -> int:
        """How much is to be dealt with: promises, contests, what is outweighed, quotes not found or withdrawn."""
        waits = self.overdue, self.due, self.contested, self.outweighed, self.unfound, self.withdrawn
        return sum(map(len, waits))


def inbox(store: Store, *, counting: Counting = OWN, most: int = FIRST) -> Inbox:
    """Return what waits today; of the entries without a verdict the first ``most``."""
    contested: list[ContestedCell] = []
    matrix, lines = narrowing.lines_at(store, counting=counting, see=lambda row: contested.extend(_contested(row)))
    promised = listing.promises(lines)
    today = matrix.point.held_on
    shown, waiting = reviewing.first_waiting(store, most)
    doubts = list(verifying.everywhere(store))
    known = register.load(store)
    last = _last_round(known)
    author, seen = role_of(store) or settings.author_name(store.reader), _seen(store)
    return Inbox(
        matrix.point,
        author,
        tuple(line for line in promised if line.row.overdue),
        tuple(line for line in promised if _is_due_soon(line, today)),
        tuple(contested),
        tuple(shown),
        waiting,
        tuple(doubt.unfound() for doubt in doubts if doubt.is_unfound),
        tuple(_stale(lines, last)),
        last,
        tuple(
            each for each in changesets.log(store, since=seen or 0) if mark(each.header.author or "") != mark(author)
        ),
        seen,
        proposals.count_waiting(store),
        without_ground(store, known),
        tuple(doubt.withdrawn() for doubt in verifying.still_waiting(store, doubts)),
    )


def waiting(store: Store, *, counting: Counting = OWN) -> dict[str, int]:
    """Return how much is pressing, and how many entries and proposals wait for review.

    Of a large ledger the second alone: the first takes a reading of all of it.
    """
    known = register.load(store)
    if len(known.items) * len(known.parties) > LARGE:
        return {"review": reviewing.first_waiting(store, 1)[1] + proposals.count_waiting(store)}
    found = inbox(store, counting=counting, most=1)
    return {"inbox": found.pressing, "review": found.waiting + found.proposed}


def _is_due_soon(line: ListedItem, today: date) -> bool:
    return line.row.open and not line.row.overdue and line.due is not None and timedelta() <= line.due - today <= SOON


def _contested(row: MatrixRow) -> Iterator[ContestedCell]:
    if row.status_reading is not None and row.status_reading.contested:
        yield ContestedCell(row.item.key, None, row.status_reading)
    for party, reading in row.cells.items():
        if reading.contested:
            yield ContestedCell(row.item.key, party, reading)


def _last_round(known: Register) -> Round | None:
    held = [
        stage
        for stage in rounds_in_order(known)
        if stage.status is RoundStatus.held and stage.kind is RoundKind.round and days_of(stage) is not None
    ]
    return held[-1] if held else None


def _stale(lines: Iterable[ListedItem], last: Round | None) -> Iterator[ListedItem]:
    """Yield the open items of which nothing was said since the last round began."""
    days = days_of(last) if last is not None else None
    if days is None:
        return
    for line in lines:
        if line.row.open and (line.confirmed is None or line.confirmed < days.first):
            yield line


def _seen(store: Store) -> int | None:
    try:
        return watch.last_look(store).known_at
    except NotFound:
        return None
