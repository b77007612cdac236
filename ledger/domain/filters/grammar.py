"""A filter taken apart: what is typed becomes a tree. Nothing of it is ever run as a program.

::

    filter  = some { ("or" | "|") some }
    some    = each { ["and"] each }
    each    = ("not" | "-" | "!") each | "(" filter ")" | term
    term    = NAME ":" value { "," value }                                  party:ukraine,russia
            | value ("<" | "<=" | ">" | ">=" | "=" | "==" | "!=") value     to.score < from.score
            | value "in" NAME                                               core in tags
            | word                                                          a name by itself asks whether it is so
    value   = word | 'text' | "text"

Terms side by side must all hold.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import NoReturn

from ledger.errors import Fault, UsageError

LONGEST = 1_000
DEEPEST = 50
OPTION = "--where"
SIGNS = frozenset({"<", "<=", ">", ">=", "=", "==", "!="})
JOINING = frozenset({"and", "or", "not"})
_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"[^"]*"|'[^']*')|(?P<name>[^\W\d][\w.\-]*):|(?P<sign><=|>=|==|!=|[<>=()|!])"""
    r"""|(?P<sign_before>-)(?=[^\s\d])|(?P<word>[^\s()<>=!|"'](?:[^\s()<>=!|"]|!(?!=))*))"""
)
_VALUE = re.compile(r""""[^"]*"|'[^']*'|[^\s(),|"']+""")
_ALONE = re.compile(r"[+\-−*/]+")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of what is typed; ``column`` counts from 1."""

    kind: str
    text: str
    column: int

    @property
    def value(self) -> str:
        """What is meant: a quoted text without its quotes."""
        return self.text[1:-1] if self.text[:1] in {'"', "'"} else self.text


@dataclass(frozen=True, slots=True)
class Term:
    """A name, and what it is to be: one of these."""

    name: Token
    values: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two values and what they are to be to one another."""

    left: Token
    sign: str
    right: Token


@dataclass(frozen=True, slots=True)
class Word:
    """A word by itself: a name that is so, or a word to be found."""

    token: Token


@dataclass(frozen=True, slots=True)
class Not:
    """What is not to hold."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class Joined:
    """Parts of which all are to hold, or (``any``) one."""

    parts: tuple["Node", ...]
    any: bool = False


Node = Term | Comparison | Word | Not | Joined


def tree(text: str, names: Container[str]) -> Node | None:
    """Take a filter apart, ``None`` where nothing is asked; raise ``UsageError`` with the place where it is not one."""
    return _Parser(text, names).whole()


def fail(message: str, column: int, hint: str) -> NoReturn:
    """Raise for what cannot be read, with its place."""
    fault = Fault(message, OPTION, 1, column, hint=hint)
    raise UsageError("the filter cannot be read", hint=hint, faults=(fault,))


class _Parser:
    """One pass over the tokens, two tokens ahead."""

    def __init__(self, text: str, names: Container[str]) -> None:
        if len(text) > LONGEST:
            fail("it is longer than anybody needs", 1, f"at most {LONGEST} characters")
        end = Token("end", "", len(text) + 1)
        self._tokens = [*_tokens(text), end, end]
        self._names, self._place, self._depth = names, 0, 0

    def whole(self) -> Node | None:
        """Read all of it."""
        if self._next.kind == "end":
            return None
        found = self._any()
        if self._next.kind != "end":
            fail(f'"{self._next.text}" is not expected here', self._next.column, "every ) wants a ( before it")
        return found

    @property
    def _next(self) -> Token:
        return self._tokens[self._place]

    @property
    def _after(self) -> Token:
        return self._tokens[self._place + 1]

    def _step(self) -> Token:
        token = self._next
        self._place += 1
        return token

    def _taken(self, *texts: str) -> bool:
        """Step over the next token if it is one of these words or signs."""
        if self._next.kind in {"word", "sign"} and self._next.text in texts:
            self._place += 1
            return True
        return False

    def _any(self) -> Node:
        parts = [self._all()]
        while self._taken("or", "|"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Joined(tuple(parts), any=True)

    def _all(self) -> Node:
        parts = [self._one()]
        while self._taken("and") or self._goes_on():
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else Joined(tuple(parts))

    def _goes_on(self) -> bool:
        """Whether another part follows without a word between."""
        token = self._next
        if token.kind == "sign":
            return token.text in {"(", "!", "-"}
        return token.kind != "end" and not (token.kind == "word" and token.text == "or")

    def _one(self) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            fail("it is nested deeper than anybody can read", self._next.column, f"at most {DEEPEST} deep")
        try:
            if self._taken("not", "-", "!"):
                return Not(self._one())
            return self._bracketed() if self._taken("(") else self._term()
        finally:
            self._depth -= 1

    def _bracketed(self) -> Node:
        inner = self._any()
        if not self._taken(")"):
            fail("a bracket is not closed", self._next.column, "put ) here")
        return inner

    def _term(self) -> Node:
        if self._next.kind == "name":
            return self._named()
        left = self._operand()
        if self._next.kind == "sign" and self._next.text in SIGNS:
            return Comparison(left, self._step().text.replace("==", "="), self._operand())
        if self._next.text == "in" and self._after.text in self._names:
            self._step()
            return Comparison(left, "in", self._operand())
        if left.kind == "word" and _ALONE.fullmatch(left.text):
            hint = "today+14d is written without blanks; texts with such characters go in quotes"
            fail(f'"{left.text}" is not expected here', left.column, hint)
        return Word(left)

    def _named(self) -> Node:
        name, values = self._step(), []
        while self._next.kind == "value":
            values.append(self._step())
        if not values:
            hint = f'as in: {name.text}:word; texts with blanks go in quotes: {name.text}:"two words"'
            fail(f'what "{name.text}" is to be is missing', self._next.column, hint)
        return Term(name, tuple(values))

    def _operand(self) -> Token:
        token = self._next
        if token.kind not in {"word", "text"} or (token.kind == "word" and token.text in JOINING):
            found = f'"{token.text}"' if token.text else "the end"
            fail(f"a name or a value is wanted, not {found}", token.column, "as in: party:ukraine score<0")
        return self._step()


def _tokens(text: str) -> Iterator[Token]:
    place = 0
    while text[place:].strip():
        found = _TOKEN.match(text, place)
        if found is None:
            _unreadable(text, place + len(text[place:]) - len(text[place:].lstrip()) + 1)
        kind = str(found.lastgroup)
        yield Token(kind.removesuffix("_before"), found[kind], found.start(kind) + 1)
        place = found.end()
        if kind == "name":
            for value in _values(text, place):
                yield value
                place = value.column - 1 + len(value.text)


def _values(text: str, place: int) -> Iterator[Token]:
    """Yield what stands behind a colon, commas between."""
    while found := _VALUE.match(text, place):
        yield Token("value", found[0], found.start() + 1)
        if text[found.end() : found.end() + 1] != ",":
            return
        place = found.end() + 1


def _unreadable(text: str, column: int) -> NoReturn:
    """Raise for a character that begins nothing."""
    character = text[column - 1]
    hint = "close the quotation" if character in "\"'" else "texts with such characters go in quotes"
    fail(f'"{character}" is not expected here', column, hint)
