"""Options out of models: a field added to a stance is an option of ``posl record stance`` by itself."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from enum import Enum
from typing import Any

import click
from pydantic import BaseModel

from ledger.domain.naming import instead
from ledger.domain.reflection import shapes
from ledger.errors import InvalidData

_FEW = 8  # words that a usage line has room for
_SINGULAR = {"aliases": "alias", "parties": "party", "carries": "carries"}


class WordChoice(click.Choice[str]):
    """One of a vocabulary; a mistyped one gets a did-you-mean."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401
        known = [str(choice) for choice in self.choices]
        if value not in known:
            self.fail(f'"{value}" is not known here; {instead(str(value), known, whole=True)}', param, ctx)
        return str(value)


def required(model: type[BaseModel], without: Iterable[str] = ()) -> list[str]:
    """Return the fields that must be given."""
    return [name for name, shape in shapes(model).items() if shape.required and name not in set(without)]


def flag(model: type[BaseModel], name: str) -> str:
    """Return a field's option: ``--held-on``; of several values each is given by itself: ``--item``."""
    one = _SINGULAR.get(name, name.removesuffix("s")) if is_many(model, name) else name
    return f"--{one.replace('_', '-')}"


def argument(model: type[BaseModel], name: str) -> click.Argument:
    """Return a field as an argument."""
    return click.Argument([name], type=_type(_kind(model, name)), metavar=name.upper())


def option(model: type[BaseModel], name: str, *, into: str | None = None, about: str | None = None) -> click.Option:
    """Return a field as an option; ``into`` is the parameter's name where it is not the field's."""
    kind, said = _kind(model, name), flag(model, name)
    if kind is bool:
        return click.Option([f"{said}/--no-{said[2:]}", into or name], default=None, help=about or _help(model, name))
    return click.Option(
        [said, into or name],
        type=_type(kind),
        multiple=is_many(model, name),
        metavar=_metavar(kind),
        help=about or _help(model, name),
    )


def given(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return what was given of these fields: not what was left out, not an option never repeated."""
    return {name: values[name] for name in names if values.get(name) is not None and values[name] != ()}


@contextmanager
def faults_named(
    *models: type[BaseModel], otherwise: Callable[[str], str | None] = lambda _path: None
) -> Iterator[None]:
    """Say the faults of data in the words of the command line: ``--held-on``, not ``stances[0].held_on``.

    ``otherwise`` names the option of a path that was not given by its field's own.
    """
    flags = {name: flag(model, name) for model in models for name in model.model_fields}
    try:
        yield
    except InvalidData as problem:
        faults = [
            replace(fault, path=otherwise(fault.path or "") or _flag_of(fault.path, flags))
            for fault in problem.all_faults()
        ]
        raise InvalidData(None, hint=problem.hint, faults=tuple(faults)) from problem


def _flag_of(path: str | None, flags: Mapping[str, str]) -> str | None:
    """Return the option of the innermost field on a path: of ``cite[0].source`` it is ``--source``."""
    steps = (path or "").replace("[", ".").replace("]", "").split(".")
    return next((flags[step] for step in reversed(steps) if step in flags), path)


def _help(model: type[BaseModel], name: str) -> str | None:
    said, kind = shapes(model)[name].about, _kind(model, name)
    words = f"One of: {', '.join(word.value for word in kind)}." if _is_vocabulary(kind) and len(kind) >= _FEW else ""
    return " ".join(part for part in (f"{said[0].upper()}{said[1:]}." if said else "", words) if part) or None


def _kind(model: type[BaseModel], name: str) -> Any:  # noqa: ANN401 - a type
    shape = shapes(model)[name]
    return tuple if shape.many else shape.kind


def is_many(model: type[BaseModel], name: str) -> bool:
    """Whether a field holds several values."""
    return shapes(model)[name].many


def is_compound(model: type[BaseModel], name: str) -> bool:
    """Whether a field holds more than one word or number: a list, or fields of its own."""
    return is_many(model, name) or shapes(model)[name].compound


def _is_vocabulary(kind: Any) -> bool:  # noqa: ANN401
    return isinstance(kind, type) and issubclass(kind, Enum)


def _type(kind: Any) -> click.ParamType[Any]:  # noqa: ANN401
    if _is_vocabulary(kind):
        return WordChoice([word.value for word in kind])
    return click.INT if kind is int else click.STRING


def _metavar(kind: Any) -> str | None:  # noqa: ANN401
    if _is_vocabulary(kind):
        return f"[{'|'.join(str(word.value) for word in kind)}]" if len(kind) < _FEW else "WORD"
    return "N" if kind is int else "TEXT"
