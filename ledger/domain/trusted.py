"""Values of what a ledger holds: turned into what it means, and not checked again; that was done when it was recorded.

Before it checks the first row of a kind, Pydantic builds a validator for that kind: for a small ledger that alone takes
longer than reading it.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from functools import cache, partial
from types import NoneType, UnionType
from typing import Annotated, Any, NamedTuple, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator

from ledger.domain.field_types import Link, parts_of_link
from ledger.domain.moments import HeldOn, parsed

M = TypeVar("M", bound=BaseModel)
Turn = Callable[[Any], Any]


class _Recipe(NamedTuple):
    """How values of a model are made: an empty one to copy, its fields by every name, and how their values are read."""

    empty: BaseModel
    names: Mapping[str, str]
    turns: Mapping[str, Turn]


def trusted(model: type[M], fields: Mapping[str, Any]) -> M:
    """Make a value of its fields as JSON or a row has them; what is ``None`` was not given."""
    empty, names, turns = _recipe(model)
    given = {names[name]: value for name, value in fields.items() if value is not None}
    for name in turns.keys() & given.keys():
        given[name] = turns[name](given[name])
    made: M = empty.model_copy(update=given)  # type: ignore[assignment]
    return made


@cache
def _recipe(model: type[BaseModel]) -> _Recipe:
    fields = model.model_fields
    defaults = {name: None if field.is_required() else field.get_default() for name, field in fields.items()}
    turns = {name: _turn(field.annotation, field.metadata) for name, field in fields.items()}
    return _Recipe(
        model.model_construct(set(), **defaults),
        {alias: name for name, field in fields.items() for alias in (name, field.alias) if alias},
        {name: turn for name, turn in turns.items() if turn},
    )


def _turn(annotation: Any, metadata: Iterable[Any] = ()) -> Turn | None:
    """Return what turns a text or a number into a value of a type; ``None`` where it is one."""
    steps: list[Turn] = [each.func for each in metadata if isinstance(each, BeforeValidator)]  # type: ignore[misc]
    of_type = _of_type(annotation)
    if of_type:
        steps.append(of_type)
    return _one_after_the_other(steps)


def _of_type(annotation: Any) -> Turn | None:
    kind, parts = get_origin(annotation), get_args(annotation)
    if kind is Annotated:
        return _turn(parts[0], parts[1:])
    if kind in {Union, UnionType}:
        given = [part for part in parts if part is not NoneType]
        return _turn(given[0]) if len(given) == 1 else None
    if kind is tuple:
        return _each(_turn(parts[0]))
    if annotation is HeldOn:
        return parsed
    if annotation is Link:
        return lambda value: trusted(Link, parts_of_link(value))
    if issubclass(annotation, BaseModel):
        return partial(trusted, annotation)
    return annotation if issubclass(annotation, Enum) else None


def _each(turn: Turn | None) -> Turn:
    return tuple if turn is None else lambda values: tuple(map(turn, values))


def _one_after_the_other(steps: list[Turn]) -> Turn | None:
    if len(steps) < 2:
        return steps[0] if steps else None

    def turned(value: object) -> object:
        for step in steps:
            value = step(value)
        return value

    return turned
