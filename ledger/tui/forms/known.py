"""What the ledger knows, as things to choose from: items, parties, rounds, sources, and the words of a vocabulary."""

from collections.abc import Callable, Iterable, Iterator

from ledger.domain.naming import Unnamed, resolve
from ledger.domain.points import last_day
from ledger.domain.register import Register
from ledger.domain.words import LinkKind, Stance
from ledger.tui.chooser import Choice
from ledger.tui.forms.fields import Field, InputSort
from ledger.tui.glyphs import Glyphs

_NAMED = frozenset({"item", "party", "round", "source"})


def choices_for(frame: Register, field: Field, signs: Glyphs) -> list[Choice[str]]:
    """Return what can be chosen in a field of a form; nothing where it is free text."""
    if field.table == "link":
        return [
            Choice(f"{kind.value} {item.key}", f"{kind.value} {item.key}", item.title)
            for kind in LinkKind
            for item in frame.live_items
        ]
    if field.table:
        return list(records(frame, field.table))
    if field.sort is InputSort.choice:
        return [Choice(word, f"{_sign(word, signs)}{word}") for word in field.words]
    return []


def key_named(frame: Register, table: str, typed: str) -> str | None:
    """Return the key of what was typed, be it key, code, name or alias; ``None`` where it names none or several."""
    try:
        return resolve(table, typed, frame.of(table)) if table in _NAMED and typed else None
    except Unnamed:
        return None


def as_keys(frame: Register, field: Field, typed: str) -> str:
    """Return what was typed into a field with keys where it names records; the rest stays, for whoever checks it.

    Several stand with commas between, or with blanks where none of them has any.
    """
    if field.table not in _NAMED:
        return typed
    if field.sort is not InputSort.keys:
        return key_named(frame, field.table, typed.strip()) or typed
    parts = (part.strip() for part in typed.split(","))
    return ", ".join(_keys_in(frame, field.table, part) for part in parts if part)


def _keys_in(frame: Register, table: str, part: str) -> str:
    whole = key_named(frame, table, part)
    return whole or ", ".join(key_named(frame, table, word) or word for word in part.split())


def _sign(word: str, signs: Glyphs) -> str:
    return f"{signs.stance(Stance(word)).text} " if word in set(Stance) else ""


def records(frame: Register, table: str) -> Iterator[Choice[str]]:
    """Return the records of one table as choices by key."""
    if table in _CHOICES:
        yield from _CHOICES[table](frame)


def _items(frame: Register) -> Iterator[Choice[str]]:
    for item in frame.live_items:
        yield Choice(item.key, item.key, item.title, " ".join((item.question or "", item.track or "", *item.tags)))


def _parties(frame: Register) -> Iterator[Choice[str]]:
    for party in frame.live_parties:
        yield Choice(party.key, party.key, f"{party.code}  {party.name}", " ".join(party.aliases))


def _persons(frame: Register) -> Iterator[Choice[str]]:
    for person in frame.persons.values():
        if not person.struck:
            yield Choice(person.key, person.key, person.name, " ".join(person.aliases))


def _rounds(frame: Register) -> Iterator[Choice[str]]:
    for stage in frame.live_rounds:
        yield Choice(stage.key, stage.key, f"{last_day(stage) or 'no date'}  {stage.title}", stage.venue or "")


def _sources(frame: Register) -> Iterator[Choice[str]]:
    for source in frame.sources.values():
        if not source.struck:
            parts = (source.publisher or "", str(source.published or ""), source.title)
            yield Choice(source.key, source.key, "  ".join(part for part in parts if part))


_CHOICES: dict[str, Callable[[Register], Iterable[Choice[str]]]] = {
    "item": _items,
    "party": _parties,
    "person": _persons,
    "round": _rounds,
    "source": _sources,
}
