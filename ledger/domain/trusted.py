"""Values of what a ledger holds: turned into what it means, and not checked again; that was done when it was recorded.

Before it checks the first row of a kind, Pydantic builds a validator for that kind: for a small ledger that alone takes
longer than reading it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
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
    """How values of a model are made: what an empty one has, its fields by every name, and how their values are read.

    ``private`` are the attributes that are no fields, where the model has any.
    """

    empty: Mapping[str, Any]
    private: Mapping[str, Any] | None
    names: Mapping[str, str]
    turns: Sequence[tuple[str, Turn]]


def trusted(model: type[M], fields: Mapping[str, Any]) -> M:
    """Make a value of its fields as JSON or a row has them; what is ``None`` was not given.

    It is put together as when it is unpickled: to copy an empty one takes five times as long, and there may be tens of
    thousands.
    """
    empty, private, names, turns = _recipe(model)
    given = {names[name]: value for name, value in fields.items() if value is not None}
    for name, turn in turns:
        if name in given:
            given[name] = turn(given[name])
    made = model.__new__(model)
    made.__setstate__(
        {
            "__dict__": {**empty, **given},
            "__pydantic_fields_set__": set(given),
            "__pydantic_extra__": None,
            "__pydantic_private__": None if private is None else dict(private),
        }
    )
    return made


@cache
def _recipe(model: type[BaseModel]) -> _Recipe:
    fields = model.model_fields
    defaults = {name: None if field.is_required() else field.get_default() for name, field in fields.items()}
    turns = {name: _turn(field.annotation, field.metadata) for name, field in fields.items()}
    state = model.model_construct(set(), **defaults).__getstate__()
    return _Recipe(
        state["__dict__"],
        state["__pydantic_private__"],
        {alias: name for name, field in fields.items() for alias in (name, field.alias) if alias},
        [(name, turn) for name, turn in turns.items() if turn],
    )


def _turn(annotation: Any, metadata: Iterable[Any] = ()) -> Turn | None:
    """Return what turns a text or a number into a value of a type; ``None`` where it is one."""
    steps: list[Turn] = [each.func for each in metadata if isinstance(each, BeforeValidator)]  # type: ignore[misc]  # those that take a value alone
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
    return cache(annotation) if issubclass(annotation, Enum) else None  # few words, asked for by the ten thousand


def _each(turn: Turn | None) -> Turn:
    return tuple if turn is None else lambda values: tuple(map(turn, values))


def _one_after_the_other(steps: list[Turn]) -> Turn | None:
    if not steps:
        return None
    first, *rest = steps
    after = _one_after_the_other(rest)
    return first if after is None else lambda value: after(first(value))
