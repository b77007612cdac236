"""A model's fields as things to ask for: what each holds, which words it may be, whose key it is, what it is about.

The one reading of a model for shell options, forms and filters: a field added to a model is asked for by itself, and
what its ``description`` says is its help everywhere.
"""

import types
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from ledger.domain.field_types import KeyOf
from ledger.domain.moments import HeldOn


@dataclass(frozen=True, slots=True)
class Shape:
    """What a field holds.

    ``kind`` is the type of each value, without ``None`` and annotations; ``many``: it holds several. ``words`` are the
    only ones that it can be; ``table`` names the records whose keys it holds; ``longest`` is how long a text may be.
    """

    name: str
    kind: Any
    many: bool
    words: tuple[str, ...]
    table: str | None
    longest: int
    required: bool
    default: Any
    about: str

    @property
    def compound(self) -> bool:
        """Whether it holds fields of its own."""
        return isinstance(self.kind, type) and issubclass(self.kind, BaseModel)

    @property
    def dated(self) -> bool:
        """Whether it holds days."""
        return self.kind in (date, HeldOn)

    @property
    def numeric(self) -> bool:
        """Whether it holds a number."""
        return self.kind in (int, float)


@cache
def shapes(model: type[BaseModel]) -> dict[str, Shape]:
    """Return the fields of a model, by name, in their order."""
    return {name: _shape(name, model) for name in model.model_fields}


def _shape(name: str, model: type[BaseModel]) -> Shape:
    info = model.model_fields[name]
    marks = list(info.metadata)
    kind = _bare(info.annotation, marks)
    many = get_origin(kind) is tuple
    if many:
        kind = _bare(get_args(kind)[0], marks)
    words = tuple(str(word.value) for word in kind) if isinstance(kind, type) and issubclass(kind, Enum) else ()
    table = next((mark.table for mark in marks if isinstance(mark, KeyOf)), None)
    lengths = [length for mark in marks for length in _lengths(mark)]
    default = None if info.is_required() else info.default
    return Shape(
        name, kind, many, words, table, min(lengths, default=0), info.is_required(), default, info.description or ""
    )


def _bare(annotation: Any, marks: list[Any]) -> Any:
    """Take ``Annotated`` and ``| None`` off a type, and gather what they say."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            marks += more
        elif get_origin(annotation) in {types.UnionType, Union}:
            annotation = next(part for part in get_args(annotation) if part is not type(None))
        else:
            return annotation


def _lengths(mark: Any) -> Iterator[int]:
    for part in (mark, *getattr(mark, "metadata", ())):
        length = getattr(part, "max_length", None)
        if isinstance(length, int):
            yield length
