"""Filters on what a ledger holds: what they need is read, and only that; see ``ledger.domain.filters``."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any, TypeVar

from ledger.domain.diff import Change
from ledger.domain.entries import Entry
from ledger.domain.filters import Filter, Known, Language, read, rows, statements, things
from ledger.domain.filters.reading import Sort
from ledger.domain.filters.statements import Stated
from ledger.domain.filters.things import Asked
from ledger.domain.records import Item, Mark, Party, Person, Round, Source
from ledger.domain.register import Register

L = TypeVar("L")
ItemFilter = Filter[Asked]
ITEMS, CHANGES, ENTRIES = "items", "changes", "entries"
EFFECTS = {
    "contradicts": "accepting it contradicts another account",
    "replaces": "it corrects an entry",
    "states": "the party is heard for the first time",
    "moves": "the party moves by it",
    "confirms": "it says what stands already",
    "precedes": "something that follows it stands already",
    "aside": "a silence, beside which a stance is read",
    "settles": "it settles the item",
    "reopens": "it opens a settled item again",
    "releases": "a condition falls away by it",
    "overdue": "it is of a promise whose day has passed",
}
"""What accepting an entry does, by word; ``ledger.services.accepting`` works it out."""
_TABLES = ("item", "party", "person", "round", "source")


def known_in(frame: Register) -> Known:
    """Return the records that a filter may name."""
    return {table: frame.of(table) for table in _TABLES}


@cache
def language_of(kind: str) -> Language[Any]:
    """Return what can be asked of the lines of a list, of changes or of entries."""
    match kind:
        case "items" | "commitments" | "changes":
            return things.LANGUAGE
        case "entries" | "events" | "remarks":
            return statements.language(EFFECTS if kind == ENTRIES else {})
        case "parties":
            return _parties()
        case "figures":
            more = {name: (Sort.text, name) for name in ("what", "about", "unit")}
            given = {"value": (Sort.number, "the number"), "sources": (Sort.number, "how many entries give it")}
            contested = {"contested": (lambda line: bool(line["contested"]), "sources give other numbers")}
            return rows.language(None, {**more, **given}, contested)
        case "persons":
            return rows.language(
                Person,
                {"entries": (Sort.number, "that rest on their words"), "seats": (Sort.number, "how often they sat")},
            )
        case "sources":
            return rows.language(Source, {"entries": (Sort.number, "that rest on it")})
    return rows.language(Round if kind == Round.plural else Mark)


def _parties() -> Language[rows.Line]:
    items = {
        "contested": "items on which accounts contradict each other",
        "silent_on": "items on which it is reported as silent",
        "alone_on": "open items on which no other party heard is on its side",
        "moved": "items on which it moved since --from",
        "toward": "parties that it came nearer to",
        "away": "parties that it went away from",
    }
    words = ("contested", "silent_on", "alone_on", "moved")
    flags = {name.removesuffix("_on"): (_has(name), items[name]) for name in words}
    more = {"stances": (Sort.number, "how many it holds"), "last_heard": (Sort.day, "when it was last heard")}
    return rows.language(Party, {**more, **{name: (Sort.text, about) for name, about in items.items()}}, flags)


def _has(name: str) -> Callable[[rows.Line], bool]:
    return lambda line: bool(line.get(name))


def of_items(text: str, frame: Register, day: date) -> ItemFilter:
    """Read a filter of items or changes; ``day`` is the one that "today" means. Raises ``UsageError``."""
    return read(text, things.LANGUAGE, known_in(frame), day)


def of_changes(text: str, frame: Register, day: date) -> Callable[[Change, Mapping[str, Item]], bool]:
    """Read a filter of the changes of a diff that ends on a day. Raises ``UsageError``."""
    wanted, known = of_items(text, frame, day), known_in(frame)
    began = things.began_by(frame.live_rounds, day)
    return lambda change, items: wanted.wants(things.of_change(change, items, known, began))


def of_entries(text: str, frame: Register, day: date, kind: str = ENTRIES) -> Callable[..., bool]:
    """Read a filter of entries; the test takes an entry, its effects by word and its marks. Raises ``UsageError``."""
    known = known_in(frame)
    wanted: Filter[Stated] = read(text, language_of(kind), known, day)
    began = things.began_by(frame.live_rounds, day)

    def test(entry: Entry, effects: Mapping[str, str] | None = None, marks: frozenset[str] = frozenset()) -> bool:
        return wanted.wants(Stated(entry, known, effects or {}, marks, began))

    return test


def lines(
    kind: str, text: str | None, found: Iterable[L], said: Callable[[L], Mapping[str, Any]], frame: Register, day: date
) -> list[L]:
    """Return the lines of a list that a filter wants; ``said`` is what a line says by name. Raises ``UsageError``."""
    wanted = read(text or "", language_of(kind), known_in(frame), day)
    return [line for line in found if wanted.wants(said(line))]
