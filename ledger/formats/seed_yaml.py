"""YAML in: one file, one changeset.

The file is read as a stream of events, so that every scalar stays the text it is (``NO``, ``on``, ``1e3``, ``2026-01``,
``null``) until a model types it, and only one element at a time is in memory in its raw form. A key with nothing behind
it counts as left out; ``""`` is empty text.
"""

from dataclasses import dataclass
from typing import Any, Final

import yaml
from pydantic import BaseModel, ValidationError
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.reader import ReaderError

from ledger.domain.seed import BLOCKS, SINGLE, Part, Path, SeedFile
from ledger.formats.seed_check import judge, shown, unknown_key
from ledger.formats.seed_nodes import (
    ABSENT,
    EMPTY,
    TWICE,
    Growth,
    Node,
    Problem,
    SeedText,
    TooDeep,
    decode,
    plain,
    trace,
)
from ledger.formats.seed_yaml_nodes import EMPTY_ELEMENT, NO_KEY, NO_TAGS, Composer, Skimmer, properties, start_of

# ----------------------------------------------------------------------------------------------------------------------
# What libyaml finds wrong with a text, in plain words.

_QUOTE_IT: Final = 'put the text in "quotes"'
_INDENT: Final = "check the indentation here and in the line above, and the quotes"
_TAB: Final = ("a tab stands in the indentation", "indent with spaces")
_ESCAPES: Final = "write a backslash twice, or use single quotes"

# libyaml's sentence: ours and a hint. Where the sentence is the same for several mistakes, its context follows a bar.
_PLAIN: Final = {
    "mapping values are not allowed in this context": ("a value holds a colon followed by a space", _QUOTE_IT),
    "block sequence entries are not allowed in this context": ("a dash stands where no list can start", _INDENT),
    "mapping keys are not allowed in this context": ("a question mark stands where no key can start", _QUOTE_IT),
    "found character that cannot start any token": ("a value cannot start with this character", _QUOTE_IT),
    "found a tab character that violates indentation": _TAB,
    "found a tab character where an indentation space is expected": _TAB,
    "found unexpected end of stream": ("the quote that is opened here is never closed", "close it"),
    "found unexpected document indicator": ("the quote that is opened here is never closed", "close it"),
    "could not find expected ':'": ("a key without its colon", _INDENT),
    "found unknown escape character": ("an unknown escape after a backslash", _ESCAPES),
    "did not find expected hexdecimal number": ("an escape lacks its digits", _ESCAPES),
    "found invalid Unicode character escape code": ("an escape for a character that does not exist", _ESCAPES),
    "did not find expected alphabetic or numeric character": ("text cannot start with * or &", _QUOTE_IT),
    "did not find expected comment or line break": ("text stands right behind | or >", "start it in the next line"),
    "did not find expected key": ("a key is expected here", _INDENT),
    "did not find expected '-' indicator": ("a dash is expected here", _INDENT),
    "did not find expected ',' or ']'": ("a list in [ ] goes wrong here", "a comma, a quote or the ] is missing"),
    "did not find expected ',' or '}'": ("keys in { } go wrong here", "a comma, a quote or the } is missing"),
    "did not find expected node content": ("a value is expected here", _QUOTE_IT),
    "did not find expected <document start>": ("something stands behind the end of the document", _INDENT),
    "found undefined tag handle": ("has a tag", "tags are not read: quote text that starts with !"),
}
# The place where it starts says more than the place where it was noticed.
_FROM_ITS_START: Final = frozenset({"found unexpected end of stream", "found unexpected document indicator"})


def syntax_problem(broken: yaml.YAMLError, text: SeedText) -> Problem:
    """Return the problem that ended the reading."""
    if isinstance(broken, yaml.MarkedYAMLError) and broken.problem:
        return _marked(broken, text)
    offset = broken.position if isinstance(broken, ReaderError) else 0
    return Problem(min(offset, len(text.text)), f"is not YAML: {getattr(broken, 'reason', broken)}")


def _marked(broken: yaml.MarkedYAMLError, text: SeedText) -> Problem:
    problem = str(broken.problem)
    start = broken.context_mark.index if broken.context_mark else None
    offset = broken.problem_mark.index if broken.problem_mark else start or 0
    if text.text[offset : offset + 1] == "\t" and problem == "found character that cannot start any token":
        return Problem(offset, *_TAB)
    message, hint = _PLAIN.get(problem, (f"is not YAML: {problem}", None))
    if start is not None and problem in _FROM_ITS_START:
        return Problem(start, message, hint)
    if message == _TAB[0]:
        return Problem(offset, message, hint)
    return Problem(offset, message, _since(hint, start, offset, text))


def _since(hint: str | None, start: int | None, offset: int, text: SeedText) -> str | None:
    """Add to the hint where the thing began that goes wrong."""
    if start is None or text.place(start)[0] == text.place(offset)[0]:
        return hint
    began = f"it began in line {text.place(start)[0]}"
    return f"{hint}; {began}" if hint else began


BLOCK_OF: Final[dict[str, str]] = {
    **{str(getattr(model, "plural", block)): block for block, model in BLOCKS.items()},
    "source": "source",
}
"""Each key that may stand at the top of a file, and the block it holds."""
ALONE: Final = SINGLE | {"source"}
"""The keys that hold one element, not a list."""
_NO_BLOCKS: Final = ("is not a seed", "a seed is keys with values, such as items: and stances:")
_ONE_DOCUMENT: Final = ("another document starts here", "one file is one changeset: split the file")


def read_yaml(name: str, data: bytes) -> SeedFile:
    """Read one file; ``name`` is what its faults call it.

    ``parts`` come in the order of ``BLOCKS``, whatever the order in the file. Nothing is raised: what is wrong is in
    ``faults``, complete at once. A syntax error, or too deep a nesting, ends the reading where it stands.
    """
    text, unreadable, is_text = decode(data)
    whole = SeedText(name, text)
    file = _SeedReader(whole).read() if is_text else SeedFile(name, ())
    file.faults += [whole.fault(problem) for problem in unreadable]
    file.faults.sort(key=lambda fault: (fault.line or 0, fault.column or 0))
    return file


@dataclass(frozen=True, slots=True)
class _ElementSpan:
    """Where an element stands, so that it can be read again once somebody asks for the places inside it.

    To keep them all would take more memory than the values.
    """

    text: SeedText
    start: int
    end: int
    indent: int

    def composed(self) -> tuple[Node, Growth]:
        """Read the element again, with places.

        Where it has several lines its first is indented as it was, for the others' sake; of many elements in one line,
        that would be long each time. Another stands before it, lest U+FEFF at its start be taken for a byte order mark.
        """
        text = self.text.text[self.start : self.end]
        before = "\n" + (" " * self.indent if "\n" in text else "")
        composer = Composer(before + text, self.start - len(before))
        return composer.root(), composer.growth

    def locate(self, path: Path) -> tuple[int | None, int | None]:
        """Return line and column of a field."""
        spot = trace(self.composed()[0], path)
        return self.text.place(spot.key if spot.node.value is ABSENT else spot.offset)


class _SeedReader:
    """One walk through a file, sorting its elements into blocks. ``_at`` is the path of what is being read."""

    def __init__(self, text: SeedText) -> None:
        self._text = text
        self._skimmer = Skimmer(text.text)
        self._blocks: dict[str, list[Part]] = {block: [] for block in BLOCKS}
        self._at = ""
        self.file = SeedFile(text.name, ())

    def refuse(self, problem: Problem) -> None:
        """Add a fault to what is being read."""
        self.file.faults.append(self._text.fault(problem, self._at))

    def read(self) -> SeedFile:
        """Walk through the whole file."""
        try:
            self._stream()
        except TooDeep as too_deep:
            self.refuse(too_deep.problem)
        except yaml.YAMLError as broken:
            self._at = ""
            self.refuse(syntax_problem(broken, self._text))
        self.file.parts = [part for parts in self._blocks.values() for part in parts]
        return self.file

    def _stream(self) -> None:
        self._skimmer.next()
        start = self._skimmer.next()
        if type(start) is StreamEndEvent:
            self.refuse(Problem(0, *EMPTY))
        elif start.tags:
            self.refuse(Problem(0, *NO_TAGS))
        else:
            self._document(self._skimmer.next())
            self._skimmer.next()
            if type(more := self._skimmer.next()) is not StreamEndEvent:
                self.refuse(Problem(start_of(more), *_ONE_DOCUMENT))

    def _document(self, root: Any) -> None:  # noqa: ANN401 -- events have no types, here and below
        if type(root) is MappingStartEvent:
            self._check_properties(root)
            self._top(start_of(root))
        else:
            value = self._skimmer.value(root, 1)
            self.refuse(Problem(start_of(root), *(_NO_BLOCKS if value else EMPTY)))

    def _top(self, offset: int) -> None:
        seen: set[str] = set()
        pairs = 0
        while type(event := self._skimmer.next()) is not MappingEndEvent:
            key = self._key(event, seen)
            self._at = key or ""
            self._value(key, self._skimmer.next())
            self._at = ""
            pairs += 1
        if not pairs:
            self.refuse(Problem(offset, *EMPTY))

    def _key(self, event: Any, seen: set[str]) -> str | None:  # noqa: ANN401
        """Return a key at the top of the file, or ``None`` where no block goes by it."""
        offset = start_of(event)
        key = self._discarded(event).value
        if not isinstance(key, str):
            if type(event) is not AliasEvent:
                self.refuse(Problem(offset, *NO_KEY))
            return None
        if key in seen:
            self.refuse(Problem(offset, *TWICE, path=(key,)))
        seen.add(key)
        if key not in BLOCK_OF:
            self.refuse(unknown_key(key, BLOCK_OF, offset))
            return None
        return key

    def _value(self, key: str | None, event: Any) -> None:  # noqa: ANN401
        if key is None:
            self._discarded(event)
        elif key in ALONE:
            self._element(key, event, 2)
        elif type(event) is SequenceStartEvent:
            self._list(key, event)
        else:
            self._no_list(key, event)

    def _list(self, key: str, start: Any) -> None:  # noqa: ANN401
        self._check_properties(start)
        number = 0
        while type(event := self._skimmer.next()) is not SequenceEndEvent:
            self._at = f"{key}[{number}]"
            self._element(key, event, 3)
            number += 1

    def _no_list(self, key: str, event: Any) -> None:  # noqa: ANN401
        node = self._discarded(event)
        if node.value is not ABSENT:
            hint = f"put a dash before each of the {key}"
            self.refuse(Problem(node.offset, f"must be a list, not {shown(plain(node))}", hint))

    def _discarded(self, event: Any) -> Node:  # noqa: ANN401
        """Read a value that is no element; what is refused in it becomes faults."""
        span, _ = self._skimmed(event, 2)
        if span.start == span.end:
            return Node(span.start, ABSENT)
        node, growth = span.composed()
        for problem in growth.problems:
            self.refuse(problem)
        return node

    def _skimmed(self, event: Any, depth: int) -> tuple[_ElementSpan, Any]:  # noqa: ANN401
        """Read a value quickly; return where it stands, and its data."""
        self._skimmer.odd = False
        data = self._skimmer.value(event, depth)
        return _ElementSpan(self._text, start_of(event), self._skimmer.end, event.start_mark.column), data

    def _check_properties(self, event: Any) -> None:  # noqa: ANN401
        for problem in properties(event):
            self.refuse(Problem(start_of(event), *problem))

    def _element(self, key: str, event: Any, depth: int) -> None:  # noqa: ANN401
        """Read one element, let its model judge it, and keep what comes of it."""
        block = BLOCK_OF[key]
        span, data = self._skimmed(event, depth)
        if not self._skimmer.odd:
            try:
                return self._keep(block, BLOCKS[block].model_validate(data), span)
            except ValidationError:
                pass
        return self._examine(key, span)

    def _keep(self, block: str, value: BaseModel, span: _ElementSpan) -> None:
        self._blocks[block].append(Part(block, value, self.file.name, self._at, span.locate))

    def _examine(self, key: str, span: _ElementSpan) -> None:
        """Read an element with care: something about it is unusual or wrong."""
        if span.start == span.end:
            return None if key in ALONE else self.refuse(Problem(span.start, *EMPTY_ELEMENT))
        node, growth = span.composed()
        block = BLOCK_OF[key]
        verdict = judge(BLOCKS[block], node, growth)
        self.file.declared |= verdict.declared
        for problem in verdict.problems:
            self.refuse(problem)
        if verdict.faulty is not None:
            self.file.faulty.append(Part(block, verdict.faulty, self.file.name, self._at, span.locate))
        return self._keep(block, verdict.value, span) if verdict.value is not None else None
