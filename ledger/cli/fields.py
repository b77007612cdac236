"""Options out of models: a field added to a stance is an option of ``posl record stance`` by itself."""

import types
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any, Union, get_args, get_origin

import click
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ledger.domain.suggest import did_you_mean


class Word(click.Choice[str]):
    """One of a vocabulary; a mistyped one gets a did-you-mean."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401
        known = [str(choice) for choice in self.choices]
        if value not in known:
            hint = did_you_mean(str(value), known) or f"one of {', '.join(known)}"
            self.fail(f'"{value}" is not known here; {hint}', param, ctx)
        return str(value)


def required(model: type[BaseModel], without: Iterable[str] = ()) -> list[str]:
    """Return the fields that must be given."""
    return [name for name, field in model.model_fields.items() if field.is_required() and name not in set(without)]


def argument(model: type[BaseModel], name: str) -> click.Parameter:
    """Return a field as an argument."""
    kind = _type(_bare(model.model_fields[name].annotation))
    return click.Argument([name], type=kind, metavar=name.upper())


def option(model: type[BaseModel], name: str, *, called: str | None = None, into: str | None = None) -> click.Parameter:
    """Return a field as an option; ``called`` is its name on the command line, ``into`` the parameter's."""
    field = model.model_fields[name]
    kind = _bare(field.annotation)
    flag = f"--{(called or name).replace('_', '-')}"
    if kind is bool:
        return click.Option([f"{flag}/--no-{flag[2:]}", into or name], default=None, help=_help(field))
    many = get_origin(kind) is tuple
    shown = flag.removesuffix("s") if many and not called else flag
    return click.Option([shown, into or name], type=_type(kind), multiple=many, metavar=_metavar(kind), help=_help(field))


def given(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return what was given of these fields: not what was left out, not an option never repeated."""
    return {name: values[name] for name in names if values[name] is not None and values[name] != ()}


def _help(field: FieldInfo) -> str | None:
    return f"{field.description[0].upper()}{field.description[1:]}." if field.description else None


def _bare(annotation: Any) -> Any:  # noqa: ANN401 - a type, however it is written
    """Take ``Annotated`` and ``| None`` off a type."""
    if get_origin(annotation) in {types.UnionType, Union}:
        return _bare(next(part for part in get_args(annotation) if part is not type(None)))
    return _bare(annotation.__origin__) if hasattr(annotation, "__metadata__") else annotation


def _type(kind: Any) -> click.ParamType[Any]:  # noqa: ANN401
    if isinstance(kind, type) and issubclass(kind, Enum):
        return Word([word.value for word in kind])
    return click.INT if kind is int else click.STRING


def _metavar(kind: Any) -> str | None:  # noqa: ANN401
    if isinstance(kind, type) and issubclass(kind, Enum):
        return f"[{'|'.join(str(word.value) for word in kind)}]" if len(kind) < 8 else "WORD"
    return None
