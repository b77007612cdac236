"""Which changes are wanted, as a sentence: ``to.score < from.score and party == ukraine``.

A small language of its own, read by its own parser: nothing of it is ever run as a program.

::

    wanted      = some { "or" some }
    some        = each { "and" each }
    each        = "not" each | "(" wanted ")" | comparison
    comparison  = value [ ("<" | "<=" | ">" | ">=" | "==" | "=" | "!=" | "in") value ]
    value       = name | word | number | 'text' | "text"

Names are those of ``NAMES``, and ``from.`` or ``to.`` with one of ``SIDES``. Any other bare word stands for itself
(``stance`` words, verbs, keys), but only beside a name. What is missing is neither less nor more than anything, equals
nothing, and by itself counts as no.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from ledger.domain.diff import Cause, Change, StatusSide, Verb
from ledger.domain.diff.sides import OVERDUE
from ledger.domain.entries import StanceEntry, StatusEntry
from ledger.domain.naming import Unnamed, resolve
from ledger.domain.readings import Reading
from ledger.domain.records import Item, Record
from ledger.domain.suggest import did_you_mean, few, instead
from ledger.domain.words import Confidence, ItemKind, Stance, Status
from ledger.errors import Fault, UsageError

Value = str | int | bool | tuple[str, ...] | None
Test = Callable[[Change, Mapping[str, Item]], bool]
"""Whether a change is wanted; items by key."""
LONGEST = 1_000
DEEPEST = 50

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>[-−+]?\d+(?![\w.\-]))|(?P<text>"[^"]*"|'[^']*')|(?P<sign><=|>=|==|!=|<|>|=|\(|\))"""
    r"""|(?P<word>\w[\w.\-]*))"""
)
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
    "==": lambda one, other: one == other,
    "!=": lambda one, other: one != other,
}
_ORDERED = frozenset({"<", "<=", ">", ">="})
_WORDS = frozenset({"and", "or", "not", "in"})

NAMES: dict[str, Callable[[Change, Item], Value]] = {
    "item": lambda change, _item: change.item,
    "party": lambda change, _item: change.party,
    "verb": lambda change, _item: tuple(verb.value for verb in change.told_verbs),
    "cause": lambda change, _item: change.cause.value,
    "delta": lambda change, _item: change.delta,
    "points": lambda change, _item: change.points,
    "toward": lambda change, _item: change.toward,
    "away": lambda change, _item: change.away,
    "kind": lambda _change, item: item.kind.value,
    "title": lambda _change, item: item.title,
    "track": lambda _change, item: item.track,
    "category": lambda _change, item: item.category,
    "difficulty": lambda _change, item: item.difficulty,
    "owner": lambda _change, item: item.owner,
    "due": lambda _change, item: item.due,
    "tags": lambda _change, item: item.tags,
}
"""What a change is, and what its item is."""


def _stated(name: str) -> Callable[[Reading], Value]:
    return lambda reading: reading.values.get(name)


SIDES: dict[str, Callable[[Reading], Value]] = {
    **{name: _stated(name) for name in (*StanceEntry.value_fields(), *StatusEntry.value_fields())},
    "score": lambda reading: reading.score,
    "held_on": lambda reading: str(reading.held),
    "round": lambda reading: reading.round,
    "contested": lambda reading: reading.contested,
    "reviewed": lambda reading: reading.reviewed,
    "grade": lambda reading: reading.evidence.grade,
    "sources": lambda reading: reading.evidence.independent_sources,
}
"""What either side of a change is: ``from.score``, ``to.status``. The fields of a stance and a status are all there."""

WORDS: dict[str, frozenset[str]] = {
    "verb": frozenset(Verb),
    "cause": frozenset(Cause),
    "kind": frozenset(ItemKind),
    "stance": frozenset(Stance),
    "status": frozenset([*Status, OVERDUE]),
    "confidence": frozenset(Confidence),
}
"""The only words that some names can be: another one is a slip of the pen, not a filter that nothing passes."""

_KNOWN = (*NAMES, *(f"{side}.{name}" for side in ("from", "to") for name in SIDES))


def where(text: str, known: Mapping[str, Mapping[str, Record]] | None = None) -> Test:
    """Read a filter; raise ``UsageError`` with the place where it is not one.

    ``known`` are records by table and key: beside ``item`` and ``party`` any of their names may stand.
    """
    return _Parser(text, known or {}).whole()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    column: int


@dataclass(frozen=True, slots=True)
class _Operand:
    """A value of a change; ``fixed``: the same for every change."""

    token: _Token
    value: Callable[[Change, Item], Value]
    fixed: bool


class _Parser:
    """One pass over the tokens, one token ahead."""

    def __init__(self, text: str, known: Mapping[str, Mapping[str, Record]]) -> None:
        self._text, self._known = text, known
        if len(text) > LONGEST:
            self._fail("it is longer than anybody needs", 1, f"at most {LONGEST} characters")
        self._tokens = [*_tokens(self), _Token("end", "", len(text) + 1)]
        self._place = 0
        self._depth = 0

    @property
    def text(self) -> str:
        """What is read."""
        return self._text

    def whole(self) -> Test:
        """Read all of it."""
        found = self._any()
        if self._next.kind != "end":
            self._fail(f'"{self._next.text}" is not expected here', self._next.column, "join comparisons by and, or")
        return found

    @property
    def _next(self) -> _Token:
        return self._tokens[self._place]

    def _taken(self, *texts: str) -> bool:
        """Step over the next token if it is one of these words or signs."""
        if self._next.kind in {"word", "sign"} and self._next.text in texts:
            self._place += 1
            return True
        return False

    def _any(self) -> Test:
        tests = [self._all()]
        while self._taken("or"):
            tests.append(self._all())
        return tests[0] if len(tests) == 1 else lambda change, items: any(test(change, items) for test in tests)

    def _all(self) -> Test:
        tests = [self._one()]
        while self._taken("and"):
            tests.append(self._one())
        return tests[0] if len(tests) == 1 else lambda change, items: all(test(change, items) for test in tests)

    def _one(self) -> Test:
        self._depth += 1
        if self._depth > DEEPEST:
            self._fail("it is nested deeper than anybody can read", self._next.column, f"at most {DEEPEST} deep")
        try:
            if self._taken("not"):
                inner = self._one()
                return lambda change, items: not inner(change, items)
            return self._bracketed() if self._taken("(") else self._comparison()
        finally:
            self._depth -= 1

    def _bracketed(self) -> Test:
        inner = self._any()
        if not self._taken(")"):
            self._fail("a bracket is not closed", self._next.column, "put ) here")
        return inner

    def _comparison(self) -> Test:
        one, sign = self._operand(), self._next
        if not self._taken(*_COMPARE, "=", "in"):
            if one.fixed:
                self._unknown(one.token)
            return lambda change, items: bool(one.value(change, items[change.item]))
        other = self._operand()
        if one.fixed and other.fixed:
            self._unknown(one.token)
        self._check_word(one, other)
        self._check_word(other, one)
        one, other = self._by_key(other, one), self._by_key(one, other)
        return _compared(one, "==" if sign.text == "=" else sign.text, other)

    def _operand(self) -> _Operand:
        token = self._next
        if token.kind in {"end", "sign"} or token.text in _WORDS:
            found = f'"{token.text}"' if token.text else "the end"
            self._fail(f"a name or a value is wanted, not {found}", token.column, "as in: to.score < from.score")
        self._place += 1
        return self._read(token)

    def _read(self, token: _Token) -> _Operand:
        if token.kind == "number":
            number = int(token.text.replace("−", "-"))
            return _Operand(token, lambda _change, _item: number, fixed=True)
        if token.kind == "text":
            return _Operand(token, lambda _change, _item: token.text[1:-1], fixed=True)
        side, dot, name = token.text.partition(".")
        if dot and side in {"from", "to"}:
            if name not in SIDES:
                self._unknown(token)
            return _Operand(token, lambda change, _item: _of_side(change, side, name), fixed=False)
        if token.text in NAMES:
            return _Operand(token, NAMES[token.text], fixed=False)
        return _Operand(token, lambda _change, _item: token.text, fixed=True)

    def _unknown(self, token: _Token) -> NoReturn:
        hint = did_you_mean(token.text, _KNOWN) or f"known here: {few([*NAMES, 'from.…', 'to.…'])}"
        self._fail(f'"{token.text}" is not a name here', token.column, hint)

    def _by_key(self, named: _Operand, said: _Operand) -> _Operand:
        """Return what is said beside ``item`` or ``party`` as the key that it means; what means nothing stays."""
        table = named.token.text
        if named.fixed or not said.fixed or table not in self._known or said.token.kind == "number":
            return said
        try:
            key = resolve(table, said.token.text.strip("\"'"), self._known[table])
        except Unnamed as problem:
            if problem.several:
                self._fail(problem.message, said.token.column, problem.hint)
            return said
        return _Operand(said.token, lambda _change, _item: key, fixed=True)

    def _check_word(self, named: _Operand, said: _Operand) -> None:
        name = named.token.text.rpartition(".")[2]
        words = WORDS.get(name)
        if words and said.fixed and not named.fixed and (word := said.token.text.strip("\"'")) not in words:
            hint = instead(word, sorted(words))
            self._fail(f'"{word}" is not a {name}', said.token.column, hint)

    def _fail(self, message: str, column: int, hint: str) -> NoReturn:
        fault = Fault(message, "--where", 1, column, hint=hint)
        raise UsageError("the filter cannot be read", hint=hint, faults=(fault,))

    def unreadable(self, column: int) -> NoReturn:
        """Raise for a character that begins nothing."""
        character = self._text[column - 1]
        hint = "close the quotation" if character in "\"'" else "texts with such characters go in quotes"
        self._fail(f'"{character}" is not expected here', column, hint)


def _tokens(parser: _Parser) -> Iterator[_Token]:
    text, place = parser.text, 0
    while text[place:].strip():
        found = _TOKEN.match(text, place)
        if found is None:
            parser.unreadable(place + len(text[place:]) - len(text[place:].lstrip()) + 1)
        kind = str(found.lastgroup)
        yield _Token(kind, found[kind], found.start(kind) + 1)
        place = found.end()


def _compared(one: _Operand, sign: str, other: _Operand) -> Test:
    def test(change: Change, items: Mapping[str, Item]) -> bool:
        item = items[change.item]
        return _holds(one.value(change, item), sign, other.value(change, item))

    return test


def _holds(one: Value, sign: str, other: Value) -> bool:
    """Whether a comparison holds; a number is never less or more than a word, and no side is."""
    if sign == "in":
        return one is not None and one in (other if isinstance(other, tuple) else (other,))
    if isinstance(one, bool) or isinstance(other, bool):
        one, other = _truth(one), _truth(other)
    if one is None or other is None:
        return sign == "!=" and one is not other
    if sign in _ORDERED and (type(one) is not type(other) or isinstance(one, tuple)):
        return False
    if isinstance(one, tuple) or isinstance(other, tuple):
        equal = one in other if isinstance(other, tuple) else isinstance(one, tuple) and other in one
        return equal == (sign == "==")
    return _COMPARE[sign](one, other)


def _truth(value: Value) -> Value:
    return (
        {"yes": True, "true": True, "no": False, "false": False}.get(value, value) if isinstance(value, str) else value
    )


def _of_side(change: Change, side: str, name: str) -> Value:
    found = change.before if side == "from" else change.after
    if isinstance(found, StatusSide):
        if name == "status":
            return found.state
        found = found.reading
    return SIDES[name](found) if found is not None else None
