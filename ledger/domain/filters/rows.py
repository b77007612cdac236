"""What can be asked of the lines of a plain list: the fields of its model, and what the list says beside them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from ledger.domain.filters.reading import Flag, Language, Name, Sort
from ledger.domain.filters.values import Value
from ledger.domain.moments import HeldOn
from ledger.domain.reflection import Shape, shapes

Line = Mapping[str, Any]
"""What a line says, by name: plain values."""
_LEFT_OUT = frozenset({"struck", "sha256"})


def language(
    model: type[BaseModel] | None,
    more: Mapping[str, tuple[Sort, str]] | None = None,
    flags: Mapping[str, tuple[Callable[[Line], bool], str]] | None = None,
) -> Language[Line]:
    """Return what can be asked of lines that a model describes; ``more`` is what they say beside its fields."""
    fields = shapes(model) if model is not None else {}
    named = {name: _of_field(shape) for name, shape in fields.items() if _can_be_asked(shape)}
    beside = {name: Name(_value(name), sort, about=about) for name, (sort, about) in (more or {}).items()}
    words = {name: Flag(test, about) for name, (test, about) in (flags or {}).items()}
    return Language({**named, **beside}, words, _text)


def _can_be_asked(shape: Shape) -> bool:
    return shape.name not in _LEFT_OUT and not shape.compound


def _of_field(shape: Shape) -> Name[Line]:
    sort = (
        Sort.day if shape.dated else Sort.number if shape.numeric else Sort.truth if shape.kind is bool else Sort.text
    )
    value = _day(shape.name) if sort is Sort.day else _value(shape.name)
    about = shape.about or shape.name.replace("_", " ")
    return Name(value, sort, shape.words, ordered=bool(shape.words), table=shape.table, about=about)


def _value(name: str) -> Callable[[Line], Value]:
    return lambda line: _plain(line.get(name))


def _plain(found: Any) -> Value:
    if isinstance(found, list | tuple):
        return tuple(map(str, found))
    plain: Value = getattr(found, "value", found)
    return plain


def _day(name: str) -> Callable[[Line], Value]:
    def value(line: Line) -> Value:
        found = line.get(name)
        return HeldOn.parse(found) if isinstance(found, str) else found

    return value


def _text(line: Line) -> Iterable[str | None]:
    for found in line.values():
        yield from map(str, found) if isinstance(found, list | tuple) else (str(getattr(found, "value", found)),)
