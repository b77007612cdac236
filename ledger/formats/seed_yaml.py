"""YAML in: one file, one changeset.

The file is read as a stream of events, so that every scalar stays the text it is (``NO``, ``on``, ``1e3``, ``2026-01``,
``null``) until a model types it, and only one element of a list is in memory as nodes at a time. A key with nothing behind
it counts as left out; ``""`` is empty text.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from ledger.domain.seed import BLOCKS, SINGLE, Part, Path, SeedFile
from ledger.domain.suggest import did_you_mean
from ledger.formats.seed_check import judge
from ledger.formats.seed_nodes import ABSENT, Growth, Mapping, Node, TooDeep, trace
from ledger.formats.seed_text import MOST_UNREADABLE, Problem, SeedText, decode
from ledger.formats.seed_yaml_faults import syntax_problem

BLOCK_OF = {getattr(model, "plural"): block for block, model in BLOCKS.items()} | {"source": "source"}  # noqa: B009
"""Each key that may stand at the top of a file, and the block it holds."""
_ALONE = SINGLE | {"source"}
_NO_ANCHORS = ("is an anchor", "anchors and aliases are not read: write the value out")
_NO_ALIASES = ("is an alias", "anchors and aliases are not read: write the value out, or quote text that starts with *")
_NO_TAGS = ("has a tag", "tags are not read: leave it out, or quote text that starts with !")


def read_yaml(name: str, data: bytes) -> SeedFile:
    """Read one file; ``name`` is what its faults call it.

    ``parts`` come in the order of ``BLOCKS``, whatever the order in the file. Nothing is raised: whatever is wrong is in
    ``faults``, which is complete at once. A syntax error, or nesting that is too deep, ends the reading there.
    """
    text, unreadable = decode(data)
    reader = _Reader(SeedText(name, text), unreadable)
    if text and len(unreadable) <= MOST_UNREADABLE:
        reader.read()
    elif not text and not unreadable:
        reader.refuse(Problem(0, *_EMPTY))
    reader.file.faults.sort(key=lambda fault: (fault.line or 0, fault.column or 0))
    return reader.file


_EMPTY = ("the file is empty", "an empty seed is refused; see seeds/README.md for the format")


class _Composer:
    """Makes nodes of events, noticing what is refused on the way."""

    def __init__(self, text: str) -> None:
        self._loader = yaml.CSafeLoader(text)
        self.next: Any = self._loader.get_event
        self.growth = Growth()

    def begin(self) -> Event:
        """Skip the events before the first value and return the one that starts it."""
        self.next()
        self.next()
        event: Event = self.next()
        return event

    def node(self, event: Any, depth: int = 1) -> Node:  # noqa: ANN401 -- the stubs give events no attributes
        """Return the value that ``event`` starts, having read its events to the last."""
        offset: int = event.start_mark.index
        kind = type(event)
        if event.anchor is not None or (kind is not AliasEvent and event.tag is not None):
            self._properties(event)
        if kind is ScalarEvent:
            return self._scalar(event, offset)
        if kind is AliasEvent:
            return Node(offset, ABSENT)
        self.growth.check_depth(offset, depth)
        return Node(offset, self._mapping(depth) if kind is MappingStartEvent else self._sequence(depth))

    def _scalar(self, event: Any, offset: int) -> Node:  # noqa: ANN401
        if event.style == '"':  # the only style with escapes, by which a control character can come in
            self.growth.check_text(offset, event.value)
        if not event.value and event.implicit[0]:
            return Node(offset, ABSENT)
        return Node(offset, event.value)

    def _sequence(self, depth: int) -> list[Node]:
        elements: list[Node] = []
        path = self.growth.path
        while type(event := self.next()) is not SequenceEndEvent:
            path.append(len(elements))
            elements.append(self.node(event, depth + 1))
            if elements[-1].value is ABSENT and type(event) is ScalarEvent:
                self.growth.object(elements[-1].offset, "is empty", "write something after the dash", refused=True)
            path.pop()
        return elements

    def _mapping(self, depth: int) -> Mapping:
        mapping: Mapping = {}
        path = self.growth.path
        while type(event := self.next()) is not MappingEndEvent:
            key = self.key(event, depth)
            path.append(key or "")
            offset = event.start_mark.index
            fresh = key is not None and self.growth.check_new(mapping, offset, key)
            node = self.node(self.next(), depth + 1)
            if fresh and key is not None:
                mapping[key] = offset, node
            path.pop()
        return mapping

    def key(self, event: Any, depth: int) -> str | None:  # noqa: ANN401
        """Return a key, or ``None`` for one that is refused."""
        if type(event) is ScalarEvent:
            if event.anchor is not None or event.tag is not None:
                self._properties(event)
            if event.style == '"':
                self.growth.check_text(event.start_mark.index, event.value)
            return str(event.value)
        self.node(event, depth + 1)
        if type(event) is not AliasEvent:
            self.growth.object(event.start_mark.index, "is not a key", "a key is one word followed by a colon")
        return None

    def _properties(self, event: Any) -> None:  # noqa: ANN401
        offset = event.start_mark.index
        if type(event) is AliasEvent:
            self.growth.object(offset, *_NO_ALIASES, refused=True)
            return
        if event.anchor is not None:
            self.growth.object(offset, *_NO_ANCHORS)
        if event.tag is not None:
            self.growth.object(offset, *_NO_TAGS)


@dataclass(frozen=True, slots=True)
class _Span:
    """Where an element stands in the text, from which its inner places can be found again when somebody asks.

    Keeping them would take more memory than the values.
    """

    text: SeedText
    start: int
    end: int
    indent: int

    def locate(self, path: Path) -> tuple[int | None, int | None]:
        """Return line and column of a field."""
        composer = _Composer(" " * self.indent + self.text.text[self.start : self.end])
        spot = trace(composer.node(composer.begin()), path)
        inner = spot.key if spot.node.value is ABSENT else spot.offset
        return self.text.place(self.start - self.indent + inner)


class _Reader:
    """One walk through a file, sorting its elements into blocks."""

    def __init__(self, text: SeedText) -> None:
        self._text = text
        self._composer = _Composer(text.text)
        self._next = self._composer.next
        self._blocks: dict[str, list[Part]] = {block: [] for block in BLOCKS}
        self._at = ""
        self.file = SeedFile(text.name, ())

    def refuse(self, problem: Problem, base: str = "") -> None:
        """Add a fault."""
        self.file.faults.append(self._text.fault(problem, base))

    def read(self) -> None:
        """Walk through the whole file."""
        try:
            self._stream()
        except TooDeep as too_deep:
            self._flush()
            self.refuse(too_deep.problem, self._at)
        except yaml.YAMLError as broken:
            self._flush()
            self.refuse(syntax_problem(broken, self._text.text))
        self.file.parts = [part for parts in self._blocks.values() for part in parts]

    def _stream(self) -> None:
        self._next()
        start = self._next()
        if type(start) is StreamEndEvent:
            return self.refuse(Problem(0, *_EMPTY))
        if start.tags:
            return self.refuse(Problem(0, *_NO_TAGS))
        self._document(self._next())
        self._next()
        if type(more := self._next()) is not StreamEndEvent:
            self.refuse(Problem(more.start_mark.index, "starts another document", "one file is one changeset: split it"))
        return None

    def _document(self, root: Any) -> None:  # noqa: ANN401
        if type(root) is not MappingStartEvent:
            node = self._composer.node(root)
            problem = _EMPTY if node.value is ABSENT else ("is not a seed: no blocks (items:, stances: …)", None)
            return self.refuse(Problem(node.offset, *problem))
        self._composer.check_properties(root)
        seen: set[str] = set()
        while type(event := self._next()) is not MappingEndEvent:
            self._block(event, seen)
        if not seen:
            self.refuse(Problem(root.start_mark.index, *_EMPTY))
        return None

    def _block(self, event: Any, seen: set[str]) -> None:  # noqa: ANN401
        """Read a key at the top of the file and what it holds."""
        self._at = ""
        offset = event.start_mark.index
        key = self._composer.key(event, 1)
        self._flush()
        self._at = key or ""
        if key in seen:
            self.refuse(Problem(offset, *TWICE), self._at)
        if key is not None:
            seen.add(key)
            if key not in BLOCK_OF:
                hint = did_you_mean(key, BLOCK_OF) or f"known here: {', '.join(BLOCK_OF)}"
                self.refuse(Problem(offset, f"unknown key {shown(key)}", hint), self._at)
        self._held(key or "", self._next())

    def _held(self, key: str, event: Any) -> None:  # noqa: ANN401
        """Read what stands under a key at the top of the file."""
        if key in BLOCK_OF and type(event) is SequenceStartEvent and key not in _ALONE:
            return self._list(key, event)
        node = self._node(event, 2)
        if key not in BLOCK_OF or node.value is ABSENT:
            return self._flush()
        if key in _ALONE:
            return self._element(key, node)
        self._flush()
        hint = f'put a dash before each of the {key}: "- …"'
        return self.refuse(Problem(node.offset, f"must be a list, not {shown(plain(node))}", hint), key)

    def _list(self, key: str, start: Any) -> None:  # noqa: ANN401
        self._composer.check_properties(start)
        self._flush()
        number = 0
        while type(event := self._next()) is not SequenceEndEvent:
            self._at = f"{key}[{number}]"
            self._element(key, self._node(event, 3))
            number += 1
