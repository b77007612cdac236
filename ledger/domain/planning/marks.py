"""Marks of a seed: a name that reads as another point, or is another's already, is refused."""

from collections.abc import Iterable, Iterator

from ledger.domain.naming import names_of
from ledger.domain.planning.desk import Desk
from ledger.domain.records import Mark, Record, Round
from ledger.domain.seed import Part
from ledger.domain.text import fold
from ledger.errors import Fault


def check(desk: Desk) -> Iterator[Fault]:
    """Yield what is wrong with the marks that a file enters or changes, and with rounds that take a mark's name."""
    marks = [mark for mark in desk.now.frame.marks.values() if not mark.struck]
    rounds = _names(desk.now.frame.live_rounds)
    for part in desk.entered.values():
        record = desk.now.frame.get(part.value)
        if isinstance(record, Mark) and not record.struck:
            yield from _of_mark(desk, part, record, rounds)
            yield from _shared(part, record, marks)
        elif isinstance(record, Round) and record.ref in desk.added:
            yield from _taken(desk, part, record, marks)


def _of_mark(desk: Desk, part: Part, mark: Mark, rounds: dict[str, str]) -> Iterator[Fault]:
    for field in ("key", "name"):
        holder = rounds.get(fold(getattr(mark, field)))
        if holder is not None:
            hint = "a mark never hides a round: choose another name"
            yield part.fault(f'"{getattr(mark, field)}" is the round {holder}', field, hint=hint)
    last = desk.now.last_changeset + 1  # its own
    if mark.known_at > last:
        hint = f"a changeset is a number, 0 to {last}: posl log"
        yield part.fault(f"there is no changeset @{mark.known_at}", "known_at", hint=hint)


def _shared(part: Part, mark: Mark, marks: Iterable[Mark]) -> Iterator[Fault]:
    own = {fold(name) for name in names_of(mark)}
    for other in marks:
        if other.key != mark.key and not own.isdisjoint(map(fold, names_of(other))):
            hint = f"choose another, or give the other one another: posl edit mark:{other.key}"
            yield part.fault(f'"{mark.name}" is the name of the mark "{other.key}" already', "name", hint=hint)


def _taken(desk: Desk, part: Part, stage: Round, marks: Iterable[Mark]) -> Iterator[Fault]:
    """A round always goes first, so that a new one would change what its mark's namesake means in every point."""
    for mark in marks:
        if mark.ref not in desk.added and fold(stage.key) in map(fold, names_of(mark)):
            hint = f"choose another, or give the mark another name: posl edit mark:{mark.key}"
            yield part.fault(f'"{stage.key}" is the name of the mark "{mark.key}"', "key", hint=hint)


def _names(records: Iterable[Record]) -> dict[str, str]:
    return {fold(name): record.natural_key for record in records for name in names_of(record)}
