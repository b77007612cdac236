"""A name given to a place in both times, usable wherever a point is."""

from collections.abc import Collection
from dataclasses import dataclass

from ledger import settings
from ledger.domain.moments import reads_as_days
from ledger.domain.naming import key_for, names_of
from ledger.domain.points import Point, mark_of
from ledger.domain.records import Mark
from ledger.domain.seed import ChangesetInfo
from ledger.domain.text import fold
from ledger.errors import Conflict
from ledger.services import filtering, points
from ledger.services.acting import of_fields, perform, titled
from ledger.services.importing import Imported
from ledger.storage import register
from ledger.storage.database import Store


@dataclass(frozen=True, slots=True)
class MarkLine:
    """A mark and the point that it names; no ``point`` where its round has no day that was known then."""

    mark: Mark
    point: Point | None


def mark(store: Store, name: str, at: str, header: ChangesetInfo) -> Imported:
    """Name a point: its day or round, and what was known at its changeset.

    Raises ``Conflict`` where another point has the name, ``InvalidData`` for a name that reads as a point of another
    kind, and as ``points.resolve`` does.
    """
    point = points.resolve(store, at)
    known = register.load(store)
    taken = {fold(each) for record in (*known.live_rounds, *known.marks.values()) for each in names_of(record)}
    held = point.round or point.held_on.isoformat()
    there = mark_of(name, known.marks)
    key = there.key if there is not None else _key(name, {*taken, *known.marks})
    made = of_fields(Mark, {"key": key, "name": name, "held": held, "known_at": point.known_at})
    if there is not None and (there.held, there.known_at) != (made.held, made.known_at):
        hint = f"give it another place: posl edit mark:{there.key} --set held={held} --set known_at={point.known_at}"
        raise Conflict(f'"{there.name}" is a mark already: {there.held}@{there.known_at}', hint=hint)
    return perform(store, [there or made], titled(header, f"mark {made.name}: {held}@{point.known_at}"))


def _key(name: str, taken: Collection[str]) -> str:
    """Return a key for a mark; one that would read as a date says what it is."""
    key = key_for(name, taken, "mark")
    return key_for(f"mark {name}", taken, "mark") if reads_as_days(key) else key


def marks(store: Store, *, where: str | None = None) -> list[MarkLine]:
    """Return the marks in the order in which they were made, each with the point that it names."""
    found = [mark for mark in register.load_one(store, Mark).values() if not mark.struck]
    if where:
        found = filtering.lines("marks", where, found, vars, register.load(store), settings.today())
    return [MarkLine(mark, points.of_mark(store, mark)) for mark in found]
