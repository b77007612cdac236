"""A filter read against what can be asked of a thing: a test of things, or an error that lists the words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, Generic, NoReturn, TypeVar

from ledger.domain.filters.grammar import Comparison, Joined, Node, Not, Term, Token, Word, fail, tree
from ledger.domain.filters.values import TRUTHS, Value, days, holds, number
from ledger.domain.naming import Unnamed, did_you_mean, few, instead, names_of, resolve
from ledger.domain.records import Record
from ledger.domain.text import fold

T = TypeVar("T")
IS = "is"
Known = Mapping[str, Mapping[str, Record]]
"""The records of a ledger by table and key."""
_A_DAY = "a date (2026-02-05, 2026-02), today, today+14d, today-2w or a round"


class Sort(Enum):
    """What stands under a name."""

    text = "words"
    number = "number"
    day = "day"
    truth = "yes or no"


@dataclass(frozen=True, slots=True)
class Name(Generic[T]):
    """What can be asked of a thing under a name.

    ``words``: the only ones that it can be, ``ordered`` from the least. ``table``: it holds keys of these records.
    ``field`` of the records in ``of``: where the words that there are stand. ``of_cell``: it belongs to one of the
    thing's cells, and what is asked of a cell is asked of one and the same.
    """

    value: Callable[[T], Value]
    sort: Sort = Sort.text
    words: tuple[str, ...] = ()
    ordered: bool = False
    table: str | None = None
    field: str | None = None
    of: str = "item"
    of_cell: bool = False
    about: str = ""

    def offered(self, known: Known) -> list[str]:
        """Return the words that may stand here, as far as they are known."""
        if self.words or self.sort is Sort.truth:
            return list(self.words) or ["yes", "no"]
        if self.table is not None:
            return [key for key, record in known.get(self.table, {}).items() if not getattr(record, "struck", False)]
        if self.field is None:
            return []
        held = (getattr(record, self.field, None) for record in known.get(self.of, {}).values())
        each = (value for found in held for value in (found if isinstance(found, tuple) else (found,)))
        return sorted({str(value) for value in each if value})


@dataclass(frozen=True, slots=True)
class Flag(Generic[T]):
    """What a thing is or is not: ``is:contested``."""

    test: Callable[[T], bool]
    about: str = ""
    of_cell: bool = False


@dataclass(frozen=True, slots=True)
class Language(Generic[T]):
    """What can be asked of things of one kind; ``text`` is where words are looked for, ``cells`` what it is made of."""

    names: Mapping[str, Name[T]]
    flags: Mapping[str, Flag[T]]
    text: Callable[[T], Iterable[str | None]]
    cells: Callable[[T], Sequence[T]] = field(default=lambda thing: (thing,))


@dataclass(frozen=True, slots=True)
class Filter(Generic[T]):
    """What is wanted, as typed and as a test; ``asks`` are the names it asks for, and of flags ``is:word``."""

    text: str
    asks: frozenset[str]
    wants: Callable[[T], bool]

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class _Part(Generic[T]):
    """A part of a filter: ``of_cell``, what it asks is asked of a cell; else of the thing."""

    test: Callable[[T], bool]
    of_cell: bool = False
    positive: bool = True


def read(text: str, language: Language[T], known: Known | None = None, today: date | None = None) -> Filter[T]:
    """Read a filter; raise ``UsageError`` with the place where it is not one. An empty one wants everything.

    ``known``: beside a name that stands for records any of their names may stand. ``today`` is the day one looks at.
    """
    text = text.strip()
    reader = _FilterReader(language, known or {}, today or date.today())  # noqa: DTZ011 - only where nobody looks at a day
    node = tree(text, {*language.names, IS})
    test = reader.whole(node) if node is not None else lambda _thing: True
    return Filter(text, frozenset(reader.asks), test)


class _FilterReader(Generic[T]):
    def __init__(self, language: Language[T], known: Known, today: date) -> None:
        self._language, self._known, self._today = language, known, today
        self.asks: set[str] = set()

    def whole(self, node: Node) -> Callable[[T], bool]:
        return self._lifted(self._part(node))

    def _part(self, node: Node) -> _Part[T]:
        match node:
            case Not(part):
                inner = self._part(part)
                return _Part(lambda thing: not inner.test(thing), inner.of_cell, not inner.positive)
            case Joined(parts, any=True):
                return self._any([self._part(part) for part in parts])
            case Joined(parts):
                return self._all([self._part(part) for part in parts])
            case Term(name, values):
                return self._term(name, values)
            case Comparison():
                return self._comparison(node)
            case Word(token):
                return self._word(token)

    def _lifted(self, part: _Part[T]) -> Callable[[T], bool]:
        """Return a test of the thing: some cell is so; of what is denied, none is."""
        if not part.of_cell:
            return part.test
        cells, test = self._language.cells, part.test
        if part.positive:
            return lambda thing: any(test(cell) for cell in cells(thing))
        return lambda thing: all(test(cell) for cell in cells(thing))

    def _any(self, parts: list[_Part[T]]) -> _Part[T]:
        together = all(part.of_cell and part.positive for part in parts)
        tests = [part.test if together else self._lifted(part) for part in parts]
        return _Part(lambda thing: any(test(thing) for test in tests), together)

    def _all(self, parts: list[_Part[T]]) -> _Part[T]:
        """Join parts; what is asked of cells is asked of one cell."""
        of_cell = [part.test for part in parts if part.of_cell]
        some = any(part.positive for part in parts if part.of_cell)
        cell: _Part[T] = _Part(lambda thing: all(test(thing) for test in of_cell), of_cell=True, positive=some)
        if len(of_cell) == len(parts):
            return cell
        tests = [part.test for part in parts if not part.of_cell] + ([self._lifted(cell)] if of_cell else [])
        return _Part(lambda thing: all(test(thing) for test in tests))

    # -- what is asked ------------------------------------------------------------------------------------------------

    def _word(self, token: Token) -> _Part[T]:
        if token.kind == "word" and token.text in self._language.names:
            name = self._name(token)
            return _Part(lambda thing: bool(name.value(thing)), name.of_cell)
        if token.kind == "word" and "." in token.text and token.text.partition(".")[0] in {"from", "to"}:
            self._unknown(token)
        wanted, text = fold(token.value), self._language.text
        return _Part(lambda thing: any(wanted in fold(said) for said in text(thing) if said))

    def _term(self, token: Token, values: tuple[Token, ...]) -> _Part[T]:
        if token.text == IS and IS not in self._language.names:
            return self._any([self._flag(value) for value in values])
        name = self._name(token)
        tests = [self._wanted(token, name, value) for value in values]
        return _Part(lambda thing: any(test(name.value(thing)) for test in tests), name.of_cell)

    def _flag(self, token: Token) -> _Part[T]:
        flags, word = self._language.flags, fold(token.value)
        begun = [word] if word in flags else [each for each in flags if word and each.startswith(word)]
        if len(begun) != 1:
            near = did_you_mean(word, flags)
            hint = "; ".join(filter(None, [f"words: {', '.join(flags)}", near]))
            fail(f'unknown word "{token.value}"', token.column, hint)
        flag = flags[begun[0]]
        self.asks.add(f"{IS}:{begun[0]}")
        return _Part(flag.test, flag.of_cell)

    def _wanted(self, token: Token, name: Name[T], value: Token) -> Callable[[Value], bool]:
        """Return a test of what stands under a name: it is this, or begins so."""
        if name.sort is not Sort.text:
            wanted = self._typed(token.text, name, value)
            return lambda found: holds(found, "=", wanted)
        if name.table in self._known:
            keys = self._keys(str(name.table), value)
            return lambda found: any(each in keys for each in _each(found))
        word = fold(value.value)
        if word in name.words:
            return lambda found: word in _each(found)
        if name.words and not any(each.startswith(word) for each in name.words):
            fail(f'"{value.value}" is not a {token.text}', value.column, instead(value.value, name.words, whole=True))
        return lambda found: any(_begins(str(each), word) for each in _each(found))

    def _keys(self, table: str, value: Token) -> frozenset[str]:
        """Return the keys that are meant: of the record with this name, else of those with a name that begins so."""
        records, word = self._known[table], fold(value.value)
        try:
            return frozenset([resolve(table, value.value, records)])
        except Unnamed as problem:
            begun = frozenset(key for key, each in records.items() if any(_begins(name, word) for name in _named(each)))
            if not begun or (problem.several and word not in begun):
                fail(problem.message, value.column, problem.hint)
            return begun

    def _comparison(self, node: Comparison) -> _Part[T]:
        left, right = self._named(node.left), self._named(node.right)
        if left is None and right is None:
            self._unknown(node.left)
        one = self._side(node.left, left, node.right, right)
        other = self._side(node.right, right, node.left, left)
        ordered = next((name.words for name in (left, right) if name is not None and name.ordered), ())
        of_cell = any(name.of_cell for name in (left, right) if name is not None)
        return _Part(lambda thing: holds(one(thing), node.sign, other(thing), ordered), of_cell)

    def _side(self, token: Token, name: Name[T] | None, beside: Token, its: Name[T] | None) -> Callable[[T], Value]:
        if name is not None:
            return name.value
        assert its is not None
        fixed = self._typed(beside.text, its, token)
        return lambda _thing: fixed

    def _typed(self, called: str, name: Name[T], token: Token) -> Value:
        """Return a value as it can be compared with what stands under a name."""
        text = token.value
        match name.sort:
            case Sort.number:
                found = number(text)
                return found if found is not None else self._no(token, "a number", f"{called} is one: {called}>=2")
            case Sort.day:
                rounds: Any = self._known.get("round", {})
                return days(text, self._today, rounds) or self._no(token, "a day", _A_DAY)
            case Sort.truth:
                truth = TRUTHS.get(fold(text))
                return truth if truth is not None else self._no(token, "yes or no", f"{called}:yes")
        return self._text(called.rpartition(".")[2], name, token)

    def _text(self, called: str, name: Name[T], token: Token) -> Value:
        text = token.value
        if name.words and text not in name.words:
            fail(f'"{text}" is not a {called}', token.column, instead(text, name.words, whole=True))
        if name.table in self._known and token.kind in {"word", "text", "value"}:
            try:
                return resolve(str(name.table), text, self._known[str(name.table)])
            except Unnamed as problem:
                if problem.several:
                    fail(problem.message, token.column, problem.hint)
        plain = number(text) if token.kind == "word" else None
        return text if plain is None else plain

    def _no(self, token: Token, wanted: str, hint: str) -> NoReturn:
        fail(f'"{token.value}" is not {wanted}', token.column, hint)

    def _named(self, token: Token) -> Name[T] | None:
        if token.kind != "word":
            return None
        if token.text in self._language.names:
            return self._name(token)
        if token.text.partition(".")[0] in {"from", "to"} and "." in token.text:
            self._unknown(token)
        return None

    def _name(self, token: Token) -> Name[T]:
        found = self._language.names.get(token.text)
        if found is None:
            self._unknown(token)
        self.asks.add(token.text)
        return found

    def _unknown(self, token: Token) -> NoReturn:
        names = [IS, *self._language.names]
        hint = did_you_mean(token.text, names) or f"known here: {few(names)}"
        fail(f'"{token.text}" is not a name here', token.column, hint)


def _each(found: Value) -> Iterable[Value]:
    return found if isinstance(found, tuple) else (found,) if found is not None else ()


def _begins(text: str, word: str) -> bool:
    """Whether a text, or a word in it, begins so."""
    folded = fold(text)
    return folded.startswith(word) or f" {word}" in folded


def _named(record: Record) -> Iterable[str]:
    title = getattr(record, "title", None) or getattr(record, "publisher", None)
    return (*names_of(record), *([title] if title else []))
