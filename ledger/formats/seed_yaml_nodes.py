"""YAML's events made into data: quickly where all is well, slowly and with places where something is not.

Events are ``Any`` here: the stubs of PyYAML do not know their attributes. Everything that reads them may raise
``yaml.YAMLError``.
"""

from typing import Any, Final

import yaml
from yaml.events import AliasEvent, MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent

from ledger.formats.seed_nodes import ABSENT, Growth, Mapping, Node, check_depth

_NO_ANCHORS: Final = ("is an anchor", "anchors are not read: take it out, or quote text that starts with &")
_NO_ALIASES: Final = ("is an alias", "aliases are not read: write the value out, or quote text that starts with *")
NO_TAGS: Final = ("has a tag", "tags are not read: take it out, or quote text that starts with !")
NO_KEY: Final = ("is not a key", "a key is one word followed by a colon")
EMPTY_ELEMENT: Final = ("is empty", "write something after the dash, or take it out")


class Skimmer:
    """Reads values as plain data, without places.

    ``odd`` is set where something is not as it should be: then the data is worth nothing, and the text from the value's
    start to ``end`` is to be read again by a ``Composer``.
    """

    def __init__(self, text: str) -> None:
        self.next: Any = yaml.CSafeLoader(text).get_event
        self.odd = False
        self.end = 0

    def value(self, event: Any, depth: int) -> Any:  # noqa: ANN401
        """Return the value that ``event`` starts, having read its events to the last; may raise ``TooDeep``."""
        self._ended(event)
        return self._value(event, depth)

    def _value(self, event: Any, depth: int) -> Any:  # noqa: ANN401
        kind = type(event)
        if event.anchor is not None or (kind is not AliasEvent and event.tag is not None):
            self.odd = True
        if kind is ScalarEvent:
            if not event.value and event.implicit[0]:
                self.odd = True
            return event.value
        if kind is AliasEvent:
            return None
        check_depth(event.start_mark.index, depth)
        return self._mapping(depth + 1) if kind is MappingStartEvent else self._sequence(depth + 1)

    def _sequence(self, depth: int) -> list[Any]:
        elements = []
        while type(event := self.next()) is not SequenceEndEvent:
            elements.append(self._value(event, depth))
        self._ended(event)
        return elements

    def _mapping(self, depth: int) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        pairs = 0
        while type(event := self.next()) is not MappingEndEvent:
            key = self._value(event, depth)
            mapping[key if type(event) is ScalarEvent else ""] = self._value(self.next(), depth)
            pairs += 1
        self.odd = self.odd or len(mapping) != pairs or "" in mapping
        self._ended(event)
        return mapping

    def _ended(self, event: Any) -> None:  # noqa: ANN401
        self.end = event.end_mark.index


class Composer:
    """Reads values as nodes; what a seed may not hold (anchors, aliases, tags, a key twice) is noticed in ``growth``.

    ``origin`` is the offset of the text in the whole file. Depth is not limited: a ``Skimmer`` has been there before.
    """

    def __init__(self, text: str, origin: int) -> None:
        self.growth = Growth()
        self._next: Any = yaml.CSafeLoader(text).get_event
        self._origin = origin

    def root(self) -> Node:
        """Return the one value that the text holds."""
        self._next()
        self._next()
        return self._node(self._next())

    def _node(self, event: Any) -> Node:  # noqa: ANN401
        kind = type(event)
        offset = self._offset(event)
        if kind is AliasEvent:
            self.growth.object(offset, *_NO_ALIASES, refused=True)
            return Node(offset, ABSENT)
        for problem in properties(event):
            self.growth.object(offset, *problem)
        if kind is ScalarEvent:
            self.growth.check_text(offset, event.value)
            return Node(offset, event.value if event.value or not event.implicit[0] else ABSENT)
        return Node(offset, self._mapping() if kind is MappingStartEvent else self._sequence())

    def _sequence(self) -> list[Node]:
        elements: list[Node] = []
        while type(event := self._next()) is not SequenceEndEvent:
            with self.growth.inside(len(elements)):
                elements.append(self._node(event))
                if elements[-1].value is ABSENT and type(event) is ScalarEvent:
                    self.growth.object(elements[-1].offset, *EMPTY_ELEMENT, refused=True)
        return elements

    def _mapping(self) -> Mapping:
        mapping: Mapping = {}
        while type(event := self._next()) is not MappingEndEvent:
            key = self._key(event)
            if key is None:
                self._node(self._next())
            else:
                self._pair(mapping, self._offset(event), key)
        return mapping

    def _key(self, event: Any) -> str | None:  # noqa: ANN401
        """Return a key, or ``None`` for what is none. No known key has a control character: that shows by itself."""
        if type(event) is not ScalarEvent:
            self.growth.object(self._offset(event), *NO_KEY)
            self._node(event)
            return None
        for problem in properties(event):
            self.growth.object(self._offset(event), *problem)
        return str(event.value)

    def _pair(self, mapping: Mapping, offset: int, key: str) -> None:
        with self.growth.inside(key):
            fresh = self.growth.check_new(mapping, offset, key)
            value = self._node(self._next())
            if fresh:
                mapping[key] = offset, value
            if value.value is ABSENT:
                self.growth.left_out.append((offset, tuple(self.growth.path)))

    def _offset(self, event: Any) -> int:  # noqa: ANN401
        return self._origin + start_of(event)


def start_of(event: Any) -> int:  # noqa: ANN401
    """Return the offset at which the value of an event starts."""
    return int(event.start_mark.index)


def properties(event: Any) -> list[tuple[str, str]]:  # noqa: ANN401
    """Return message and hint for an anchor and a tag."""
    found = (event.anchor, _NO_ANCHORS), (event.tag, NO_TAGS)
    return [problem for name, problem in found if name is not None]
