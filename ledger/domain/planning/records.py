"""Descriptive records: new, edited, or as they were.

A value that the journal shows was edited away does not come back by importing an old seed again: the later edit stands.
"""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from ledger.domain.canonical import canonical_json
from ledger.domain.frame import Frame
from ledger.domain.intents import AddRecord, EditRecord, Intent
from ledger.domain.planning import references
from ledger.domain.records import RECORDS, Item, Record, Source
from ledger.domain.seed import Edit, Part
from ledger.domain.suggest import did_you_mean
from ledger.errors import Fault

if TYPE_CHECKING:
    from ledger.domain.planning.planner import FilePlanner

_TABLES = {record.table: record for record in RECORDS}


def decide(planner: "FilePlanner", part: Part, record: Record) -> list[Intent]:
    """Decide a descriptive record of a seed."""
    if isinstance(record, Source):
        planner.file_sources.append(record.key)
    if record.ref in planner.entered:
        first = planner.entered[record.ref]
        line, _column = first.locate(())
        planner.faults.append(
            part.fault(f"{record.ref} stands twice in this file", hint=f"it was declared in line {line} already")
        )
        return []
    planner.entered[record.ref] = part
    known = planner.now.frame.get(record)
    if known is None:
        planner.now.frame.put(record)
        planner.added.add(record.ref)
        return [AddRecord(record)]
    return _edits(planner, known, record)


def _edits(planner: "FilePlanner", known: Record, given: Record) -> list[Intent]:
    """Return an edit for each field that the seed gives and the ledger has otherwise."""
    intents: list[Intent] = []
    changed = known
    for name in given.described():
        if name not in given.model_fields_set:
            continue
        old, new = field_json(known, name), field_json(given, name)
        if old == new:
            continue
        if not planner.replay and new in planner.now.former.get((known.ref, name), ()):
            planner.plan.notices.append(f"{known.ref}: {name} was edited since; the later edit stands")
            continue
        changed = changed.model_copy(update={name: getattr(given, name)})
        planner.now.former.setdefault((known.ref, name), set()).add(old)
        intents.append(EditRecord(changed, name, old, new))
    planner.now.frame.put(changed)
    if not intents:
        planner.plan.unchanged += 1
    return intents


def decide_edit(planner: "FilePlanner", part: Part, edit: Edit) -> list[Intent]:
    """Decide one line of the journal, as an export writes it."""
    table, _, key = edit.record.partition(":")
    records = planner.now.frame.of(table) if table in _TABLES else {}
    if key not in records:
        hint = did_you_mean(edit.record, (f"{table}:{known}" for known in records))
        planner.faults.append(part.fault(f'there is no "{edit.record}" to edit', "record", hint=hint))
        return []
    known: Record = records[key]
    if known.ref in planner.added:
        message = f"{known.ref} is entered in this very file"
        planner.faults.append(part.fault(message, "record", hint=f"write its {edit.field} there, as it should be"))
        return []
    if edit.field not in set(known.described()):
        hint = did_you_mean(edit.field, known.described())
        planner.faults.append(part.fault(f'a {table} has no field "{edit.field}" to edit', "field", hint=hint))
        return []
    try:
        changed = with_field(known, edit.field, json.loads(edit.new))
    except (ValidationError, ValueError) as problem:
        planner.faults.append(part.fault(f"the new value does not fit: {_first(problem)}", "new"))
        return []
    if field_json(known, edit.field) == field_json(changed, edit.field):
        planner.plan.unchanged += 1
        return []
    old = field_json(known, edit.field)
    planner.now.former.setdefault((known.ref, edit.field), set()).add(old)
    planner.now.frame.put(changed)
    planner.entered.setdefault(known.ref, Part(part.block, changed, part.file, part.path, part.locate))
    return [EditRecord(changed, edit.field, old, field_json(changed, edit.field))]


def with_field(record: Record, name: str, value: Any) -> Record:
    """Return the record with one field changed, and the field validated.

    Whether the record still holds together shows when all of its edits are in: a round moves to its new first day
    before it moves to its new last day.
    """
    model = type(record)
    needed = {field for field, info in model.model_fields.items() if info.is_required()}
    alone = model.model_validate(record.model_dump(mode="json", include=needed) | {name: value})
    return record.model_copy(update={name: getattr(alone, name)})


def field_json(record: Record, name: str) -> str:
    """Return a field's value as the journal keeps it."""
    return canonical_json(record.model_dump(mode="json", include={name})[name])


def reference_faults(part: Part, frame: Frame, declared: set[tuple[str, str]]) -> list[Fault]:
    """Return a fault for each key that a record refers to and nobody has declared, and for each rule it breaks."""
    record: Record = frame.get(part.value) or part.value  # as it is once every edit is in
    faults = [*_broken_rules(part, record)]
    faults += [
        fault
        for table, key, where in references.of_record(record)
        for fault in references.unknown(part, frame, declared, table, key, *where)
    ]
    circle = references.circular(record, frame) if isinstance(record, Item) else []
    if circle:
        faults.append(part.fault(f"part_of goes in a circle: {' → '.join(circle)}", "part_of"))
    return faults


def _broken_rules(part: Part, record: Record) -> Iterator[Fault]:
    """Yield what a record's own rules say of it."""
    try:
        type(record).model_validate(record.model_dump(mode="json"))
    except ValidationError as problem:
        yield from (part.fault(error["msg"].removeprefix("Value error, ")) for error in problem.errors())


def _first(problem: Exception) -> str:
    return str(problem.errors()[0]["msg"]) if isinstance(problem, ValidationError) else str(problem)
