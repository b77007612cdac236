"""Keys that must be known: faults with a place and a did-you-mean."""

from collections.abc import Iterable

from ledger.domain.frame import Frame
from ledger.domain.moments import HeldOn
from ledger.domain.naming import Unnamed, resolve
from ledger.domain.planning.desk import Desk
from ledger.domain.records import Citation, Delegate, Item, Mark, Person, Record, Round
from ledger.domain.seed import Part
from ledger.domain.text import fold
from ledger.errors import Fault

Named = tuple[str, str, tuple[str | int, ...]]
"""A record that something refers to: its table, its key, and where the key stands."""
_NAMED = {
    "party": "parties",
    "person": "persons",
    "round": "rounds",
    "item": "items",
    "source": "sources",
    "mark": "marks",
}


def unknown(
    part: Part, frame: Frame, declared: set[tuple[str, str]], table: str, key: str, *where: str | int
) -> list[Fault]:
    """Return a fault where no record of this table has this key, and none or several have this name."""
    records = frame.of(table)
    if key in records or not declared.isdisjoint({(table, key), (table, fold(key))}):
        return []
    try:
        resolve(table, key, records)
    except Unnamed as problem:
        hint = problem.hint if records else f"the ledger has no {_NAMED[table]} yet; declare it under {_NAMED[table]}:"
        return [part.fault(problem.message, *where, hint=hint)]
    return []


def struck(desk: Desk, part: Part, named: Iterable[Named]) -> list[Fault]:
    """Return a fault for each record named that was entered by mistake: nothing new can rest on it."""
    if desk.replay:
        return []  # what an export brings was recorded before it was struck
    return [
        part.fault(f'the {table} "{key}" was entered by mistake and struck', *where, hint="undo what struck it first")
        for table, key, where in named
        if (record := desk.now.frame.of(table).get(key)) is not None and record.struck
    ]


def of_record(record: Record) -> Iterable[Named]:
    """Yield (table, key, place) for each key that a descriptive record refers to."""
    if isinstance(record, Mark) and not _is_date(record.held):
        yield "round", record.held, ("held",)
    elif isinstance(record, Round):
        if record.host:
            yield "party", record.host, ("host",)
        yield from (("party", key, ("parties", place)) for place, key in enumerate(record.parties))
    elif isinstance(record, Delegate):
        yield from _of_delegate(record)
    elif isinstance(record, Person):
        for place, office in enumerate(record.offices):
            if office.party:
                yield "party", office.party, ("offices", place, "party")
    elif isinstance(record, Item):
        yield from _of_item(record)


def _of_item(item: Item) -> Iterable[Named]:
    if item.part_of:
        yield "item", item.part_of, ("part_of",)
    yield from (("item", link.to, ("links", place, link.kind.value)) for place, link in enumerate(item.links))
    yield from (("party", key, ("by", place)) for place, key in enumerate(item.by))
    yield from (("party", key, ("to", place)) for place, key in enumerate(item.to))
    if item.due and not _is_date(item.due):
        yield "round", item.due, ("due",)


def _of_delegate(seat: Delegate) -> Iterable[Named]:
    """Yield the keys that a delegate refers to; without a citation, the person stands by name."""
    yield "round", seat.round, ("round",)
    yield "party", seat.party, ("party",)
    if seat.cite is not None:
        yield "person", seat.person, ("person",)
        yield from of_citation(seat.cite, "cite")


def of_citation(citation: Citation, *where: str | int) -> Iterable[Named]:
    """Yield (table, key, place) for each key that a citation refers to."""
    if citation.source:
        yield "source", citation.source, (*where, "source")
    if citation.by:
        yield "person", citation.by, (*where, "by")


def _is_date(text: str) -> bool:
    try:
        HeldOn.parse(text)
    except ValueError:
        return False
    return True


def circular(item: Item, frame: Frame) -> list[str]:
    """Return the keys of the circle that ``part_of`` makes from here, or nothing."""
    seen = [item.key]
    parent = item.part_of
    while parent and parent in frame.items:
        if parent == item.key:
            return [*seen, parent]
        if parent in seen:
            return []  # a circle further up, reported where it is closed
        seen.append(parent)
        parent = frame.items[parent].part_of
    return []
