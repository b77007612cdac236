"""Somebody else was first: both versions, in the fields in which they differ and no others."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ledger.domain.records import Record
from ledger.errors import Conflict, Fault


def refuse_to_overwrite(now: Record, before: Record, changed: Mapping[str, Any]) -> None:
    """Raise ``Conflict`` where somebody changed one of these fields to something else since ``before``."""
    since, then = now.model_dump(mode="json"), before.model_dump(mode="json")
    taken = [name for name in changed if name in since and since[name] not in (then[name], changed[name])]
    if taken:
        raise Conflict(
            f"somebody changed {', '.join(taken)} of {now.ref.rstrip(':')} meanwhile",
            hint="nothing was overwritten: look at it again, then edit anew",
            faults=tuple(both({name: since[name] for name in taken}, {name: changed[name] for name in taken})),
        )


def both(theirs: Mapping[str, Any], yours: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield a line for each field that the two versions have otherwise: ``stance: theirs supports; yours rejects``."""
    for name in dict.fromkeys([*theirs, *yours]):
        if theirs.get(name) != yours.get(name):
            yield Fault(f"theirs {shown(theirs.get(name))}; yours {shown(yours.get(name))}", path=name)


def shown(value: object) -> str:
    """Return a field's value as a line has it: ``what boats, value 14, unit boats; what crew, value 90``."""
    match value:
        case None | [] | ():
            return "nothing"
        case Mapping():
            told = {name: each for name, each in value.items() if each not in (None, False, [], ())}
            return ", ".join(f"{name} {shown(each)}" for name, each in told.items())
        case list() | tuple():
            return ("; " if any(isinstance(each, Mapping) for each in value) else ", ").join(map(shown, value))
        case str():
            return value
        case _:
            return json.dumps(value, ensure_ascii=False, default=str)
