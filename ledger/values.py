"""``dataclass`` as in the standard library, made in a third of the time.

The standard one compiles six methods for each frozen class, and what a start loads makes a hundred of them. Here one is
compiled, ``__init__``; the others are the same few functions for every class. To mypy it is the standard one.
"""

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 - handed on
else:

    def dataclass(
        cls: type | None = None, /, *, frozen: bool = False, slots: bool = False, eq: bool = True
    ) -> type | Callable[[type], type]:
        """Make a class of its annotations; what the standard one takes beside these is not taken."""
        if cls is None:
            return lambda given: _made(given, frozen=frozen, slots=slots, eq=eq)
        return _made(cls, frozen=frozen, slots=slots, eq=eq)


def _made(cls: type, *, frozen: bool, slots: bool, eq: bool) -> type:
    own = cls.__dict__
    made: type = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(cls)
    fields = dataclasses.fields(made)
    init = _init(fields, frozen=frozen, goes_on=hasattr(made, "__post_init__"))
    methods: dict[str, Any] = {"__init__": init, "__repr__": _repr}
    if eq:
        methods |= {"__eq__": _equal_by(fields), "__hash__": _hash_by(fields) if frozen else None}
    if frozen:
        methods |= {"__setattr__": _refuse, "__delattr__": _refuse, "__getstate__": _state, "__setstate__": _restore}
    for name, method in methods.items():
        if own.get(name) is None:
            setattr(made, name, method)
    return made


def _init(fields: tuple[dataclasses.Field[Any], ...], *, frozen: bool, goes_on: bool) -> Callable[..., None]:
    known: dict[str, Any] = {"_set": object.__setattr__, "_NONE": dataclasses.MISSING}
    given, body = ["self"], []
    for field in fields:
        name, value = field.name, field.name
        if field.default_factory is not dataclasses.MISSING:
            known[f"_make_{name}"] = field.default_factory
            given.append(f"{name}=_NONE")
            value = f"_make_{name}() if {name} is _NONE else {name}"
        elif field.default is not dataclasses.MISSING:
            known[f"_{name}"] = field.default
            given.append(f"{name}=_{name}")
        else:
            given.append(name)
        body.append(f"_set(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
    if goes_on:
        body.append("self.__post_init__()")
    lines = "\n    ".join(body or ["pass"])
    exec(f"def __init__({', '.join(given)}):\n    {lines}", known)  # noqa: S102 - of names that a class has
    made: Callable[..., None] = known["__init__"]
    return made


def _values(fields: tuple[dataclasses.Field[Any], ...]) -> Callable[[object], Any]:
    names = [field.name for field in fields if field.compare]
    return attrgetter(*names) if names else lambda _self: ()


def _equal_by(fields: tuple[dataclasses.Field[Any], ...]) -> Callable[[object, object], Any]:
    values = _values(fields)

    def equal(self: object, other: object) -> Any:  # noqa: ANN401 - or that it cannot be said
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    return equal


def _hash_by(fields: tuple[dataclasses.Field[Any], ...]) -> Callable[[object], int]:
    values = _values(fields)
    return lambda self: hash(values(self))


@recursive_repr()
def _repr(self: Any) -> str:  # noqa: ANN401
    said = ", ".join(f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
    return f"{type(self).__qualname__}({said})"


def _refuse(_self: object, name: str, *_value: object) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot change field {name!r}")


def _state(self: Any) -> list[Any]:  # noqa: ANN401
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _restore(self: Any, state: list[Any]) -> None:  # noqa: ANN401
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)
