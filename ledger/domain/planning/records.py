"""Descriptive records: new, edited, or as they were.

A value that the journal shows was edited away does not come back by importing an old seed again: the later edit stands.
What becomes of a round, its status and its days, is one thing: a seed that says something new of it is no old one, and
what else it says of it comes along.
"""

import json
import shlex
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeGuard

from pydantic import ValidationError

from ledger.domain.canonical import canonical_json
from ledger.domain.entries import Cell, Entry, StatusEntry
from ledger.domain.field_types import Citation
from ledger.domain.intents import AddRecord, AddReview, EditRecord, Intent
from ledger.domain.naming import NameIndex, Unnamed, did_you_mean, few, names_of, nearest_records, resolve, written
from ledger.domain.naming import key_for as free_key
from ledger.domain.own_words import days_changed
from ledger.domain.planning import quoting, references, renames, statements
from ledger.domain.planning.desk import Desk
from ledger.domain.planning.ledger_now import LedgerNow
from ledger.domain.points import days_of
from ledger.domain.records import RECORDS, Delegate, Item, Listed, Party, Person, Record, Round, Source, goes_on_as
from ledger.domain.register import Register
from ledger.domain.renaming import KEY
from ledger.domain.seed import CellRef, Edit, Part, Review
from ledger.domain.text import composed, fold, skeleton
from ledger.domain.words import COMMITMENT_STATUSES, ISSUE_STATUSES, EntryKind, ItemKind, RoundStatus, Verdict
from ledger.errors import Fault, as_typed

# ----------------------------------------------------------------------------------------------------------------------
# Persons of a seed: whoever sits at a table is known by key, name or alias, or is entered with the list.


def called(frame: Register, name: str) -> list[str]:
    """Return the keys of the persons that a name may mean: one by its key, else all by that name, alias or former key.

    Who was found to be another goes on under that one's.
    """
    goes_on = goes_on_as(frame.persons)
    if name in frame.persons:
        return [goes_on.get(name, name)]
    wanted = fold(name)
    found = (
        goes_on.get(person.key, person.key)
        for person in frame.persons.values()
        if (person.joined or not person.struck) and wanted in {fold(known) for known in names_of(person)}
    )
    return [*dict.fromkeys(found)]


def seated(desk: Desk, part: Part, given: Delegate) -> tuple[Delegate, list[Intent]] | None:
    """Return a delegate as it is to be recorded, and the person where that is somebody new; ``None`` at a fault."""
    if desk.replay or (desk.now.frame.get(given) is not None and given.cite is None):
        return given, []
    cite = _cited(desk, part, given)
    found = called(desk.now.frame, given.person)
    if len(found) > 1:
        message = f'"{given.person}" may be any of several persons'
        desk.faults.append(part.fault(message, "person", hint=f"name one by its key: {few(found)}"))
        return None
    if cite is None:
        return None
    person = Person(key=key_for(given.person, desk.now.frame), name=given.person) if not found else None
    key = person.key if person is not None else found[0]
    delegate = given.model_copy(update={"person": key, "cite": quoting.filled(desk, cite)})
    if person is None:
        return delegate, []
    desk.now.frame.put(person)
    desk.added.add(person.ref)
    return delegate, [AddRecord(person)]


def _cited(desk: Desk, part: Part, given: Delegate) -> Citation | None:
    """Return the citation with its source, the file's own where it names none."""
    cite = given.cite or Citation()
    if cite.by is not None and len(names := called(desk.now.frame, cite.by)) == 1:
        cite = cite.model_copy(update={"by": names[0]})  # somebody whom a delegate before this one made
    if cite.source is not None:
        return cite
    if len(desk.file_sources) != 1:
        desk.faults += references.no_source(part, "cite", at_fault=desk.source_at_fault)
        return None
    return cite.model_copy(update={"source": desk.file_sources[0]})


def key_for(name: str, frame: Register) -> str:
    """Return a key that can be read: ``sergey-lavrov`` for ``Sergey Lavrov``, with a number where that is taken."""
    return free_key(name, frame.persons, "person")


_TOGETHER: Mapping[str, frozenset[str]] = {Round.table: frozenset({"status", "planned_for", "starts", "ends"})}
"""By table, the fields that say one thing together."""
_MOST_TYPED = 60  # characters of a value that a hint has one type
_TABLES = {record.table: record for record in RECORDS}


def decide(desk: Desk, part: Part, record: Record) -> list[Intent]:
    """Decide a descriptive record of a seed."""
    if isinstance(record, Source):
        desk.file_sources.append(record.key)
    made: list[Intent] = []
    if isinstance(record, Delegate):
        with_person = seated(desk, part, record)
        if with_person is None:
            return []
        seat, made = with_person
        if not _borne_out(desk, part, seat):
            return []
        record, part = seat, replace(part, value=seat)
    if record.ref in desk.entered:
        first = desk.entered[record.ref]
        line, _column = first.locate(())
        desk.faults.append(
            part.fault(f"{record.ref} stands twice in this file", hint=f"it was declared in line {line} already")
        )
        return []
    desk.entered[record.ref] = part
    known = desk.now.frame.get(record)
    if known is not None and renames.is_joined(known) and not desk.replay:
        desk.plan.unchanged += 1
        return made
    if known is None:
        desk.faults += references.enter(desk, part, record)
        desk.now.frame.put(record)
        desk.added.add(record.ref)
        return [*made, AddRecord(record)]
    return [*made, *_edits(desk, known, record)]


def _borne_out(desk: Desk, part: Part, seat: Delegate) -> bool:
    """Whether the text of its source, as far as it is at hand, has what a delegate is cited with."""
    known = desk.now.frame.get(seat)
    recorded = [known.cite] if isinstance(known, Delegate) and known.cite else []
    return seat.cite is None or quoting.check(desk, part, seat.cite, ("cite",), recorded)


def _edits(desk: Desk, known: Record, given: Record) -> list[Intent]:
    """Return an edit for each field that the seed gives and the ledger has otherwise."""
    intents: list[Intent] = []
    changed = known
    along = _TOGETHER.get(known.table, frozenset()) if any(_new_of_one_thing(desk, known, given)) else frozenset()
    for name in given.described():
        if name not in given.model_fields_set:
            continue
        old, new = field_json(known, name), field_json(given, name)
        if old == new or (not desk.replay and composed(old) == new):  # an old ledger may hold another normal form
            continue
        back = name not in along or _un_holds(known, name, given)
        if not desk.replay and back and new in desk.now.former.get((known.ref, name), ()):
            desk.plan.note(f"{known.ref}: {name} was edited since; the later edit stands{_way_back(known, name, new)}")
            continue
        if not desk.replay and _no_longer_held(known, name):
            way = as_typed("edit", known.ref, "--set", "status=held")
            desk.plan.note(f"{known.ref}: status {old} -> {new}; if the file is of before it was held: {way}")
        changed = changed.model_copy(update={name: getattr(given, name)})
        desk.now.former.setdefault((known.ref, name), set()).add(old)
        desk.was.setdefault(known.ref, known)
        intents.append(EditRecord(changed, name, old, new))
    desk.now.frame.put(changed)
    if not intents:
        desk.plan.unchanged += 1
    return intents


def _un_holds(known: Record, name: str, given: Record) -> bool:
    """Whether a round that was held would only be planned again: a plan told more exactly takes nothing back."""
    if not isinstance(known, Round) or not isinstance(given, Round):
        return False
    return name == "status" and (known.status, given.status) == (RoundStatus.held, RoundStatus.planned)


def _no_longer_held(known: Record, name: str) -> bool:
    """Whether it is the status of a round that was held: an older report that comes in late may have the plan of it."""
    return name == "status" and isinstance(known, Round) and known.status is RoundStatus.held


def _new_of_one_thing(desk: Desk, known: Record, given: Record) -> Iterator[bool]:
    """Yield of each field that says one thing with others whether the seed gives it a value that it never had."""
    for name in _TOGETHER.get(known.table, frozenset()) & given.model_fields_set:
        new = field_json(given, name)
        yield new != field_json(known, name) and new not in desk.now.former.get((known.ref, name), ())


def _way_back(known: Record, name: str, new: str) -> str:
    """Return the act that gives a field its former value, or, of a long one, that edits the record."""
    if isinstance(known, Person | Delegate):
        return ""  # seeds alone describe them
    value = json.loads(new)
    text = value if isinstance(value, str) else "" if value is None else new
    ref = known.ref.rstrip(":")
    given = ["--set", shlex.quote(f"{name}={text}")] if len(text) <= _MOST_TYPED else []
    return f"; if the file is right: {as_typed('edit', ref, *given)}"


def decide_edit(desk: Desk, part: Part, edit: Edit) -> list[Intent]:
    """Decide one line of the journal, as an export writes it."""
    table, _, key = edit.record.partition(":")
    records = desk.now.frame.of(table) if table in _TABLES else {}
    if key not in records and not desk.replay:
        key = _by_name(table, key, records)
    if key not in records:
        near = nearest_records(key, records.values()) if table in _TABLES else None
        hint = near or did_you_mean(edit.record, (f"{table}:{known}" for known in records))
        desk.faults.append(part.fault(f'there is no "{edit.record}" to edit', "record", hint=hint))
        return []
    known: Record = records[key]
    if edit.field == KEY:
        return renames.decide(desk, part, edit, known)
    if known.ref in desk.added:
        message = f"{known.ref} is entered in this very file"
        desk.faults.append(part.fault(message, "record", hint=f"write its {edit.field} there, as it should be"))
        return []
    if edit.field not in set(known.described()):
        hint = did_you_mean(edit.field, known.described())
        desk.faults.append(part.fault(f'a {table} has no field "{edit.field}" to edit', "field", hint=hint))
        return []
    try:
        changed = with_field(known, edit.field, json.loads(edit.new))
    except (ValidationError, ValueError) as problem:
        desk.faults.append(part.fault(f"the new value does not fit: {_first(problem)}", "new"))
        return []
    if not desk.replay:
        changed = written(changed, NameIndex(desk.now.frame))
    if changed.natural_key != known.natural_key:
        hint = "another source's list is another entry: state it as a new one"
        desk.faults.append(part.fault("the source of a delegate stays what it is", "new", hint=hint))
        return []
    if field_json(known, edit.field) == field_json(changed, edit.field):
        desk.plan.unchanged += 1
        return []
    old = field_json(known, edit.field)
    desk.now.former.setdefault((known.ref, edit.field), set()).add(old)
    desk.was.setdefault(known.ref, known)
    desk.now.frame.put(changed)
    desk.entered.setdefault(known.ref, replace(part, value=changed))
    return [EditRecord(changed, edit.field, old, field_json(changed, edit.field))]


def _by_name(table: str, name: str, records: Mapping[str, Record]) -> str:
    try:
        return resolve(table, name, records)
    except Unnamed:
        return name


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


def reference_faults(part: Part, frame: Register, declared: set[tuple[str, str]]) -> list[Fault]:
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


def undue(entered: Iterable[Part], frame: Register, before: Mapping[str, Item]) -> Iterator[Fault]:
    """Yield a fault for each issue that is given a day to be kept by; those that had one before keep it.

    Nor does anybody promise an issue to somebody.
    """
    for part in entered:
        item = frame.get(part.value)
        if isinstance(item, Item) and _is_undue(item) and not ((was := before.get(item.key)) and _is_undue(was)):
            hint = "take due off, or make it a commitment (kind: commitment)"
            yield part.fault("an issue is not due: only what was promised is", "due", hint=hint)
        if isinstance(item, Item) and item.kind is ItemKind.issue and (item.by or item.to):
            hint = "take by and to off, or make it a commitment (kind: commitment)"
            field = "by" if item.by else "to"
            yield part.fault("an issue is promised by nobody and to nobody: only commitments are", field, hint=hint)


def unfit_statuses(entered: Iterable[Part], now: LedgerNow, before: Mapping[str, Item]) -> Iterator[Fault]:
    """Yield a fault for each item that turns into the other kind and has a status which that kind has not."""
    for part in entered:
        item = now.frame.get(part.value)
        was = before.get(item.key) if isinstance(item, Item) else None
        if not isinstance(item, Item) or was is None or was.kind is item.kind:
            continue
        fitting = COMMITMENT_STATUSES if item.kind is ItemKind.commitment else ISSUE_STATUSES
        for entry in now.standing(Cell(EntryKind.status, item.key)):
            if isinstance(entry.said, StatusEntry) and entry.said.status not in fitting:
                message = f'{item.key} has the status "{entry.said.status.value}", which is none of its new kind\'s'
                hint = f"it says so in entry {entry.id}: {as_typed('retract', entry.id, '--reason …')} first"
                yield part.fault(message, "kind", hint=hint)


def note_days_promised_anew(desk: Desk) -> None:
    """Note each promise that is given another day though it is told of already: that is its day in all rounds."""
    for part in desk.entered.values():
        item = desk.now.frame.get(part.value)
        was = desk.was.get(part.value.ref)
        if not isinstance(item, Item) or not isinstance(was, Item) or None in (was.due, item.due):
            continue
        told = desk.now.standing(Cell(EntryKind.status, item.key)) if was.due != item.due else []
        if item.kind is ItemKind.commitment and any(entry.changeset <= desk.now.last_changeset for entry in told):
            new = "a new day that was promised instead is a new promise (docs/howto/code-a-report.md)"
            desk.plan.note(f"{item.ref}: due {was.due} -> {item.due}, for all rounds; {new}")


def _is_undue(item: Item) -> bool:
    return item.kind is ItemKind.issue and item.due is not None


def shared_codes(entered: Iterable[Part], frame: Register, before: Mapping[str, Party]) -> Iterator[Fault]:
    """Yield a fault for each party that takes another's code; ``before`` are the parties as they were before the file.

    Two parties that shared a code before there was this rule go on doing so.
    """
    taken = {skeleton(party.code): party.key for party in frame.live_parties if not _takes_code(party, before)}
    for part in entered:
        party = frame.get(part.value)
        if not isinstance(party, Party) or not _takes_code(party, before):
            continue
        holder = taken.setdefault(skeleton(party.code), party.key)
        if holder != party.key:
            hint = f"a code heads a column of the matrix: give {party.key} another, of 2 to 4 letters"
            yield part.fault(f'{party.code} is the code of the party "{holder}" already', "code", hint=hint)


def _takes_code(party: Party, before: Mapping[str, Party]) -> bool:
    known = before.get(party.key)
    return not party.struck and (known is None or known.struck or skeleton(known.code) != skeleton(party.code))


def _broken_rules(part: Part, record: Record) -> Iterator[Fault]:
    """Yield what a record's own rules say of it."""
    try:
        type(record).model_validate(record.model_dump(mode="json"))
    except ValidationError as problem:
        yield from (part.fault(error["msg"].removeprefix("Value error, ")) for error in problem.errors())


def _first(problem: Exception) -> str:
    return str(problem.errors()[0]["msg"]) if isinstance(problem, ValidationError) else str(problem)


# ----------------------------------------------------------------------------------------------------------------------
# A round whose days change takes with it what is known by that round alone (docs/explain/accounts.md).


def say_again(desk: Desk, before: Mapping[str, Round]) -> list[Intent]:
    """Say again, of a round's new days, what was known by that round alone before the file, with its verdicts."""
    intents: list[Intent] = []
    judged: dict[int, list[Review]] = defaultdict(list)
    for (number, _reviewer), review in desk.now.verdicts.items():
        judged[number].append(review)
    for stage in moved(desk, before):
        for entry in list(_known_by(desk, stage.key)):
            intents += _again(desk, desk.entered[stage.ref], entry, stage, judged[entry.id])
    return intents


def moved(desk: Desk, before: Mapping[str, Round]) -> list[Round]:
    """Return the rounds that the file has given other days than they had before it."""
    known = ((before.get(key), stage) for key, stage in desk.now.frame.rounds.items() if stage.ref in desk.entered)
    return [stage for was, stage in known if was is not None and days_of(was) != days_of(stage)]


def _known_by(desk: Desk, stage: str) -> Iterator[Entry]:
    for number in sorted(desk.now.by_round.get(stage, ())):
        entry = desk.now.entries.get(number)
        if entry is not None and desk.now.stands(entry):
            yield entry


def _again(desk: Desk, part: Part, entry: Entry, stage: Round, judged: Iterable[Review]) -> list[Intent]:
    held = days_of(stage)
    if held is None or held == entry.held:
        return []
    again = Entry.model_construct(
        id=desk.now.last_entry + 1,
        rank=entry.rank,
        said=entry.said.model_copy(update={"after": None, "id": None, "corrects": None}),
        held=held,
        by_round=True,
        supersedes=entry.id,
        reason=days_changed(stage.key),
        changeset=desk.now.last_changeset + 1,
    )
    return [*statements.add(desk, part, again), *_judged_again(desk, again, judged)]


def _judged_again(desk: Desk, again: Entry, judged: Iterable[Review]) -> Iterator[Intent]:
    """Yield each reviewer's verdict once more: it was given on what the entry says, and that stays."""
    for each in judged:
        if each.verdict is not Verdict.withdrawn and each.reviewer is not None:
            desk.now.verdicts[again.id, each.reviewer] = each.model_copy(update={"entry": CellRef(id=again.id)})
            yield AddReview(again.id, each.verdict, each.reviewer, each.note)


# ----------------------------------------------------------------------------------------------------------------------
# Records struck as entered by mistake: how many entries go out of view with them is noted.

TABLES = frozenset({"item", "party", "round", "source"})
"""Those that entries rest on."""

_SEEN_BY = frozenset({"item", "party"})
"""Those whose rows and columns a view is made of."""


def strikes(record: object, was: Record | None) -> TypeGuard[Listed]:
    """Whether a record that was not struck now is, and entries may rest on it."""
    return isinstance(record, Listed) and record.table in TABLES and record.struck and not getattr(was, "struck", False)


def note(desk: Desk) -> None:
    """Note how many entries stand on what this file strikes; those it takes back itself do not."""
    for part in desk.entered.values():
        record = desk.now.frame.get(part.value)
        was = desk.was.get(part.value.ref)
        if record is None or was is None or not strikes(record, was):
            continue
        standing = len(desk.now.resting.get(record.ref, set()) - desk.now.superseded_by.keys())
        if standing:
            message = f"{record.ref} is struck: {_entries(standing, seen=record.table not in _SEEN_BY)}"
            look = as_typed("show", record.ref)
            hint = f"if they are wrong too, retract them; if it is right, set struck to false: {look}"
            desk.plan.note(str(part.fault(message, "struck", hint=hint)) if part.file else f"{message}; {hint}")


def _entries(standing: int, *, seen: bool) -> str:
    if standing == 1:
        return f"1 entry that stands {'rests on it, and stays in view' if seen else 'goes out of view with it'}"
    return f"{standing} entries that stand {'rest on it, and stay in view' if seen else 'go out of view with it'}"
