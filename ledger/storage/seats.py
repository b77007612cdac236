"""What a changeset did to entries, and what stands in their places now.

A *seat* is an entry and all that took its place. Later changesets may have come and gone (a correction that was
undone): to undo an earlier one, what counts is whether a seat is again as it left it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ledger.domain.entries import Entry
from ledger.storage import entries
from ledger.storage.contents import Contents
from ledger.storage.database import Store


@dataclass(frozen=True, slots=True)
class Seat:
    """Numbers of entries or retractions: ``base`` is what was there, ``head`` what a changeset left there.

    ``tip`` is what is there now, at the end of ``line``, which starts with ``head``.
    """

    base: int | None
    head: int
    line: tuple[int, ...]

    @property
    def tip(self) -> int:
        """What is there now."""
        return self.line[-1]


def seats_of(store: Store, done: Contents) -> list[Seat]:
    """Return the seats in which a changeset put something, in the order of what it left there."""
    rows: dict[int, int | None] = {entry.id: entry.supersedes for entry in done.entries}
    rows |= {retraction.id: retraction.entry for retraction in done.retractions}
    heads = sorted(rows.keys() - set(rows.values()))
    return [Seat(_base(rows, head), head, line) for head, line in lines(store, heads).items()]


def _base(rows: Mapping[int, int | None], head: int) -> int | None:
    base = rows[head]
    while base is not None and base in rows:
        base = rows[base]
    return base


def lines(store: Store, numbers: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """Return what took the place of each of these since, each line starting with the number itself."""
    found: dict[int, tuple[int, ...]] = {number: (number,) for number in numbers}
    ends = {number: number for number in found}
    while after := entries.superseded(store, ids=ends):
        for end, newer in after.items():
            number = ends.pop(end)
            found[number] += (newer,)
            ends[newer] = number
    return found


def same_words(one: Entry, other: Entry) -> bool:
    """Whether two entries of one seat say the same of the same time, in the same place of the day."""
    return _words(one) == _words(other)


def _words(entry: Entry) -> tuple[object, ...]:
    said = entry.said
    items = getattr(said, "items", ())
    told = said.figures, getattr(said, "by", None)
    return said.cell, said.values(), items, told, entry.held, entry.by_round, said.round, entry.rank


def same_sources(one: Entry, other: Entry) -> bool:
    """Whether they rest on the same citations, in whatever order."""
    mine, theirs = (sorted(str(citation) for citation in entry.said.cite) for entry in (one, other))
    return mine == theirs
