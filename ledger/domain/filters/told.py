"""What can be asked of a line of a note: its section, and what can be asked of each change that it tells."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from ledger.domain.filters.reading import Flag, Language, Name
from ledger.domain.filters.things import FLAGS, NAMES, Asked
from ledger.domain.filters.values import Value


@dataclass(frozen=True, slots=True)
class Told:
    """A line, or one thing that it tells of; ``asked`` is the change where it is one, or what it is about."""

    section: str
    text: tuple[str, ...] = ()
    asked: Asked | None = None
    item: str | None = None
    party: str | None = None
    verbs: tuple[str, ...] = ()
    cause: str | None = None
    cells: tuple["Told", ...] | None = None


def _of_change(name: Name[Asked]) -> Name[Told]:
    def value(told: Told) -> Value:
        return name.value(told.asked) if told.asked is not None else None

    return Name(
        value, name.sort, name.words, name.ordered, name.table, name.field, name.of, of_cell=True, about=name.about
    )


def _flag(flag: Flag[Asked]) -> Flag[Told]:
    def test(told: Told) -> bool:
        return told.asked is not None and flag.test(told.asked)

    return Flag(test, flag.about, of_cell=True)


def _said(value: Callable[[Told], Value], like: str) -> Name[Told]:
    return replace(_of_change(NAMES[like]), value=value)


def _cells(told: Told) -> Iterable[Told]:
    return (told,) if told.cells is None else told.cells


def language(sections: Iterable[str]) -> Language[Told]:
    """Return what can be asked of the lines of a note with these sections."""
    names = {called: _of_change(name) for called, name in NAMES.items()} | {
        "item": _said(lambda told: told.item, "item"),
        "party": _said(lambda told: told.party, "party"),
        "verb": _said(lambda told: told.verbs or None, "verb"),
        "cause": _said(lambda told: told.cause, "cause"),
        "section": Name(lambda told: told.section, words=tuple(sections), about="of the note"),
    }
    flags = {word: _flag(flag) for word, flag in FLAGS.items()}
    return Language(names, flags, lambda told: told.text, lambda told: tuple(_cells(told)))
