"""Records under another key, and seeds that still know them by the one they had."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from ledger.domain import text
from ledger.domain.field_types import Key
from ledger.domain.intents import EditRecord, Intent
from ledger.domain.planning.desk import Desk
from ledger.domain.records import Listed, Record, Round, is_date
from ledger.domain.renaming import KEY, Rename
from ledger.domain.seed import Edit, Part
from ledger.errors import Fault

R = TypeVar("R", bound=Record)
_KEY: TypeAdapter[str] = TypeAdapter(Key)
JOINED = "joined"
_BESIDE = frozenset({"changeset", "ledger", "edit", "assertion"})
"""Blocks that may stand in one file with a rename: whatever else names records would name them by two keys."""


def under_present_key(desk: Desk, part: Part) -> Part:
    """Return the description of a record under the key that it has now, where a seed has it under a former one."""
    record = part.value
    if not isinstance(record, Listed) or KEY not in type(record).model_fields:
        return part
    known = desk.now.frame.of(record.table)
    key = record.natural_key
    if key not in known:
        key = desk.now.keys.now(record.table, key)
    return part if key == record.natural_key else replace(part, value=record.model_copy(update={KEY: key}))


def is_joined(known: Record) -> bool:
    """Whether a record goes on under another's key: what a seed says of it is not asked for any more."""
    return getattr(known, JOINED, None) is not None


def apart(parts: Iterable[Part]) -> Iterator[tuple[str, str]]:
    """Yield (table, key) of the records that a file sets apart from those that they were joined to."""
    for part in parts:
        if isinstance(part.value, Edit) and part.value.field == JOINED and part.value.new == "null":
            table, _, key = part.value.record.partition(":")
            yield table, key


def alone(desk: Desk, parts: Sequence[Part]) -> Iterator[Fault]:
    """Yield a fault where a rename does not stand alone in its file."""
    renames = [part for part in parts if isinstance(part.value, Edit) and part.value.field == KEY]
    if renames and not desk.replay and any(part.block not in _BESIDE for part in parts):
        hint = "give the rest a file of its own, after this one"
        yield renames[0].fault("a record is renamed in a file that holds nothing but edits", "field", hint=hint)


def decide(desk: Desk, part: Part, edit: Edit, known: Record) -> list[Intent]:
    """Decide that a record has another key from now on."""
    if not isinstance(known, Listed) or KEY not in type(known).model_fields:
        desk.faults.append(part.fault(f"a {known.table} has no key of its own to change", "field"))
        return []
    old = known.natural_key
    try:
        new = _KEY.validate_python(json.loads(edit.new))
        changed = type(known).model_validate(known.model_dump(mode="json") | {KEY: new})
    except (ValidationError, ValueError) as problem:
        said = problem.errors()[0]["msg"] if isinstance(problem, ValidationError) else str(problem)
        desk.faults.append(part.fault(f"the new key does not fit: {said.removeprefix('Value error, ')}", "new"))
        return []
    if new == old:
        desk.plan.unchanged += 1
        return []
    if not desk.replay and (faults := list(_taken(desk, part, known, new))):
        desk.faults += faults
        return []
    desk.now.rename(Rename(desk.now.last_changeset + 1, known.table, old, new))
    changed = desk.now.frame.of(known.table)[new]
    desk.entered.pop(known.ref, None)
    desk.entered[changed.ref] = replace(part, value=changed)
    desk.was[changed.ref] = known
    return [EditRecord(changed, KEY, json.dumps(old, ensure_ascii=False), json.dumps(new, ensure_ascii=False))]


def _taken(desk: Desk, part: Part, known: Listed, new: str) -> Iterator[Fault]:
    """Yield why a key cannot be had: another record has it, had it once, or has one that looks like it."""
    hint = "choose another key"
    if isinstance(known, Round) and is_date(new):
        yield part.fault(f'"{new}" is a date, which is a point already', "new", hint=hint)
    own = {known.natural_key, *known.former}
    marks = text.marks(new)
    if unseen := text.unseen(new):
        yield part.fault(f"the key holds {unseen}, which nobody sees", "new", hint=hint)
    for other in desk.now.frame.of(known.table).values():
        if other.natural_key == known.natural_key:
            continue
        if other.natural_key == new:
            yield part.fault(f'"{new}" is the key of another {known.table}', "new", hint=hint)
        elif new in other.former:
            yield part.fault(f'"{new}" was the key of {other.ref}, and means it still', "new", hint=hint)
        elif not marks.isdisjoint(text.marks(other.natural_key)) and new not in own:
            message = f'"{new}" differs from {other.ref} only {text.difference(new, other.natural_key)}'
            yield part.fault(message, "new", hint=hint)
