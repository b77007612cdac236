"""Keys that must be known: faults with a place and a did-you-mean."""

import re
from collections.abc import Iterable, Iterator

from ledger.domain import text
from ledger.domain.field_types import Citation
from ledger.domain.moments import reads_as_days
from ledger.domain.naming import Unnamed, names_of, resolve
from ledger.domain.planning.desk import Desk
from ledger.domain.records import Delegate, Item, Mark, Party, Person, Record, Round, is_date
from ledger.domain.register import Register
from ledger.domain.seed import Part
from ledger.domain.text import fold
from ledger.errors import Fault, as_typed

Named = tuple[str, str, tuple[str | int, ...]]
"""A record that something refers to: its table, its key, and where the key stands."""
_NAMED = {
    "party": "parties",
    "person": "persons",
    "round": "rounds",
    "item": "items",
    "source": "sources",
    "mark": "marks",
    "view": "views",
}


def unknown(
    part: Part, frame: Register, declared: set[tuple[str, str]], table: str, key: str, *where: str | int
) -> list[Fault]:
    """Return a fault where no record of this table has this key, and none or several have this name."""
    records = frame.of(table)
    if key in records or not declared.isdisjoint({(table, key), (table, fold(key))}):
        return []
    try:
        resolve(table, key, records)
    except Unnamed as problem:
        named = _NAMED[table]
        hint = problem.hint if records else f"the ledger has no {named} yet; declare it under {named}:"
        if records and table == Person.table:  # neither a command nor a form enters one
            hint = "; ".join(filter(None, (hint, f"somebody new comes in by a seed, under {named}:")))
        if where[-1:] == ("by",) and table == Person.table:
            hint = f"{hint}; of somebody who is not named, leave by out"
        return [part.fault(problem.message, *where, hint=hint)]
    return []


def struck(desk: Desk, part: Part, named: Iterable[Named]) -> list[Fault]:
    """Return a fault for each record named that was entered by mistake: nothing new can rest on it."""
    if desk.replay:
        return []  # what an export brings was recorded before it was struck
    return [
        part.fault(f'the {table} "{key}" was entered by mistake and struck', *where, hint="undo what struck it first")
        for table, key, where in named
        if (table, key) not in desk.sound
        and (record := desk.now.frame.of(table).get(key)) is not None
        and record.struck
    ]


def of_record(record: Record) -> Iterable[Named]:
    """Yield (table, key, place) for each key that a descriptive record refers to."""
    if isinstance(record, Mark) and not reads_as_days(record.held):
        yield "round", record.held, ("held",)
    elif isinstance(record, Round):
        if record.host:
            yield "party", record.host, ("host",)
        yield from (("party", key, ("parties", place)) for place, key in enumerate(record.parties))
    elif isinstance(record, Delegate):
        yield from _of_delegate(record)
    elif isinstance(record, Party):
        yield from (("party", each.party, ("members", place, "party")) for place, each in enumerate(record.members))
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
    if item.due and not reads_as_days(item.due):
        yield "round", item.due, ("due",)


def _of_delegate(seat: Delegate) -> Iterable[Named]:
    """Yield the keys that a delegate refers to; without a citation, the person stands by name."""
    yield "round", seat.round, ("round",)
    yield "party", seat.party, ("party",)
    if seat.cite is not None:
        yield "person", seat.person, ("person",)
        yield from of_citation(seat.cite, "cite")


def no_source(part: Part, *where: str | int, at_fault: bool) -> list[Fault]:
    """Return the fault of a citation that names no source, where its file does not have one alone.

    Nothing, where the file declares a source that is at fault itself: that is all there is to mend.
    """
    if at_fault:
        return []
    hint = "give source: KEY in the citation; the file has no source of its own, or several"
    if part.called is not None:  # a row of a table
        hint = (
            "name it in the row, or in the mapping: cite.source: HEAD in columns, always: {cite: {source: KEY}}, "
            "or source: {key: …, title: …}"
        )
    return [part.fault("which source is cited?", *where, hint=hint)]


def of_citation(citation: Citation, *where: str | int) -> Iterable[Named]:
    """Yield (table, key, place) for each key that a citation refers to."""
    if citation.source:
        yield "source", citation.source, (*where, "source")
    if citation.by:
        yield "person", citation.by, (*where, "by")


def circular(item: Item, frame: Register) -> list[str]:
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


# ----------------------------------------------------------------------------------------------------------------------
# Keys and names that people must tell apart: look-alike keys are refused, odd ones and shared names noted.

_CODE = re.compile(r"[^\W_]{2,4}")


def enter(desk: Desk, part: Part, record: Record) -> Iterator[Fault]:
    """Enter the key of a new record; yield what is wrong with it. What is replayed was entered as it is.

    Called before the record itself is entered.
    """
    key = getattr(record, "key", None)
    if key is None:
        return
    if isinstance(record, Round) and is_date(key) and not desk.replay:
        message = f'"{key}" is a date, which is a point already'
        yield part.fault(message, "key", hint="choose another key for the round, such as R1")
    unseen = text.unseen(key)
    if unseen and not desk.replay:
        hint = "a key is typed by hand: letters and digits that can be seen"
        yield part.fault(f"the key holds {unseen}, which nobody sees", "key", hint=hint)
    holder = _claim(desk, record.table, key)
    if holder is not None and not desk.replay:
        how = text.difference(key, holder)
        hint = f'write "{holder}" if that is meant; else choose a key that cannot be taken for it'
        yield part.fault(f'"{key}" differs from the {record.table} "{holder}" only {how}', "key", hint=hint)
    if len(scripts := text.scripts(key)) > 1 and not desk.replay:
        desk.plan.note(_said(part, f'the key "{key}" mixes {" and ".join(scripts)} letters', "key"))


def _claim(desk: Desk, table: str, key: str) -> str | None:
    """Take a key; return the key that cannot be told from it, where there is one."""
    taken = desk.now.marks.get(table)
    if taken is None:
        known = desk.now.frame.of(table)
        taken = desk.now.marks[table] = {mark: other for other in known for mark in text.marks(other)}
    holders = [taken.setdefault(mark, key) for mark in text.marks(key)]
    return next((holder for holder in holders if holder != key), None)


def codes(desk: Desk) -> Iterator[Fault]:
    """Yield a fault for each party that takes a code which is none; one that it had before this rule stays."""
    for part in desk.entered.values():
        party = desk.now.frame.get(part.value)
        if not isinstance(party, Party) or _CODE.fullmatch(party.code):
            continue
        was = desk.was.get(party.ref)
        if party.ref in desk.added or (isinstance(was, Party) and was.code != party.code):
            yield part.fault(f'"{party.code}" is not a code: a code is 2 to 4 letters or digits', "code")


def note_shared_names(desk: Desk) -> None:
    """Note each name that a record of this file takes and another of its table has: it names neither of them."""
    given = [(part, record) for part in desk.entered.values() if (record := _named(desk, part)) is not None]
    for table in {record.table for _part, record in given}:
        holders = _holders(desk.now.frame.of(table).values())
        told: set[str] = set()
        for part, record in given:
            if record.table == table:
                for name in _new_names(desk, record):
                    others = sorted(holders[fold(name)] - {record.natural_key})
                    if others and fold(name) not in told:
                        told.add(fold(name))
                        desk.plan.note(_said(part, _shared_name(record, name, others)))


def _named(desk: Desk, part: Part) -> Record | None:
    record = desk.now.frame.get(part.value)
    return record if record is not None and hasattr(record, "name") and not getattr(record, "struck", False) else None


def _holders(records: Iterable[Record]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for record in records:
        if not getattr(record, "struck", False):
            for name in names_of(record):
                found.setdefault(fold(name), set()).add(record.natural_key)
    return found


def _new_names(desk: Desk, record: Record) -> list[str]:
    """Return the names that this file gives a record, each once."""
    was = desk.was.get(record.ref)
    had = {fold(name) for name in names_of(was)} if was is not None else set()
    if was is None and record.ref not in desk.added:
        return []
    found = {fold(name): name for name in reversed(names_of(record)) if fold(name) not in had}
    return list(reversed(found.values()))


def _shared_name(record: Record, name: str, others: list[str]) -> str:
    return f'"{name}" is a name of {record.ref} and of {", ".join(others)}: it names neither; write the key'


def _said(part: Part, message: str, *where: str) -> str:
    return str(part.fault(message, *where)) if part.file else str(Fault(message))


# ----------------------------------------------------------------------------------------------------------------------
# Marks of a seed: a name that reads as another point, or is another's already, is refused.


def check(desk: Desk) -> Iterator[Fault]:
    """Yield what is wrong with the marks that a file enters or changes, and with rounds that take a mark's name."""
    marks = [mark for mark in desk.now.frame.marks.values() if not mark.struck]
    rounds = _names(desk.now.frame.live_rounds)
    for part in desk.entered.values():
        record = desk.now.frame.get(part.value)
        if isinstance(record, Mark) and not record.struck:
            yield from _of_mark(desk, part, record, rounds)
            yield from _shared_marks(part, record, marks)
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
        hint = f"a changeset is a number, 0 to {last}: {as_typed('log')}"
        yield part.fault(f"there is no changeset @{mark.known_at}", "known_at", hint=hint)


def _shared_marks(part: Part, mark: Mark, marks: Iterable[Mark]) -> Iterator[Fault]:
    own = {fold(name) for name in names_of(mark)}
    for other in marks:
        if other.key != mark.key and not own.isdisjoint(map(fold, names_of(other))):
            hint = f"choose another, or give the other one another: {as_typed('edit', other.ref)}"
            yield part.fault(f'"{mark.name}" is the name of the mark "{other.key}" already', "name", hint=hint)


def _taken(desk: Desk, part: Part, stage: Round, marks: Iterable[Mark]) -> Iterator[Fault]:
    """A round always goes first, so that a new one would change what its mark's namesake means in every point."""
    for mark in marks:
        if mark.ref not in desk.added and fold(stage.key) in map(fold, names_of(mark)):
            hint = f"choose another, or give the mark another name: {as_typed('edit', mark.ref)}"
            yield part.fault(f'"{stage.key}" is the name of the mark "{mark.key}"', "key", hint=hint)


def _names(records: Iterable[Record]) -> dict[str, str]:
    return {fold(name): record.natural_key for record in records for name in names_of(record)}
