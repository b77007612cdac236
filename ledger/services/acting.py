"""One act from the shell, a form or the Python API: recorded, corrected, retracted, reviewed, edited.

Each takes the same road as a seed of a few parts, so that the rules stand in one place, and each is one changeset.
Settling and undoing have rooms of their own (``settling``, ``undoing``).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from ledger.domain.canonical import canonical_json
from ledger.domain.entries import AnyStatement, Citation, Entry, EntryRef, Figure, RemarkEntry, Statement
from ledger.domain.field_types import OneLine, Prose, is_key
from ledger.domain.intents import Fallen
from ledger.domain.naming import NameIndex, instead, written
from ledger.domain.planning.records import with_field
from ledger.domain.records import LedgerInfo, Record
from ledger.domain.register import Register
from ledger.domain.seed import BLOCKS, CellRef, ChangesetInfo, Edit, Part, RetractionPart, Review, SeedFile
from ledger.domain.text import safe
from ledger.domain.words import EntryKind, Verdict
from ledger.errors import Conflict, Fault, InvalidData, NotFound, UsageError
from ledger.formats.seed_check import in_words
from ledger.services import keys
from ledger.services.conflicts import both, shown
from ledger.services.importing import Imported, import_seeds
from ledger.storage import changesets, entries, register
from ledger.storage.database import Store

R = TypeVar("R", bound=Record)
LONGEST_TITLE = 500
AGAIN = "recorded again"
_PROSE: TypeAdapter[str] = TypeAdapter(Prose)
_LINE: TypeAdapter[str] = TypeAdapter(OneLine)
_BLOCK_OF = {model: block for block, model in BLOCKS.items()}


def perform(
    store: Store, values: Iterable[BaseModel], header: ChangesetInfo, *, unfound: bool = False, given_back: bool = False
) -> Imported:
    """Record these values as one changeset; raises as ``import_seeds`` does, without places."""
    parts = [Part(_BLOCK_OF[type(value)], value, "", "", _nowhere) for value in values]
    try:
        return import_seeds(
            store, [SeedFile("", parts)], header, keep_intents=True, unfound=unfound, given_back=given_back
        )
    except InvalidData as problem:
        first, *_more = problem.all_faults()  # the others are told with it, each once
        raise InvalidData(first.message, hint=problem.hint or first.hint, faults=_placeless(problem)) from problem


def titled(header: ChangesetInfo, message: str) -> ChangesetInfo:
    """Let the log say what an act was where nobody did."""
    return header if header.message else header.model_copy(update={"message": safe(message)[:LONGEST_TITLE]})


def in_words_of(text: str, name: str) -> str:
    """Return a reason or a note as it is kept; raise ``InvalidData`` where it is empty or cannot be kept."""
    return _kept(_PROSE, text, name)


def in_a_line(text: str, name: str) -> str:
    """Return a name as it is kept; raise ``InvalidData`` where it is empty, of several lines, or cannot be kept."""
    return _kept(_LINE, text, name)


def _kept(kind: TypeAdapter[str], text: str, name: str) -> str:
    try:
        found: str = kind.validate_python(text)
    except ValidationError as problem:
        raise InvalidData(faults=tuple(replace(fault, path=name) for fault in faults_of(problem))) from problem
    return found


def _nowhere(_path: object) -> tuple[None, None]:
    return None, None


def _placeless(problem: InvalidData) -> tuple[Fault, ...]:
    return tuple(
        replace(fault, file=None, line=None, column=None, path=(fault.path or "").lstrip(".") or None)
        for fault in problem.all_faults()
    )


def record(store: Store, said: Statement, header: ChangesetInfo, *, unfound: bool = False) -> Imported:
    """Record one statement. It corroborates, is known already, or is new, as in an import.

    What was taken back stands again: a seed never brings it back by itself, a person who says it again means it.
    Raises ``InvalidData`` where its quote or place is not in the attached text, unless it may stay ``unfound``;
    ``Conflict`` where the ledger has it from the same place with other details: only a seed corrects by being changed;
    a person says that the entry was wrong, and why.
    """
    said = written(said, NameIndex(register.load(store)))
    header = titled(header, f"record {said.kind.value} {_cell(said)}")
    done = perform(store, [said], header, unfound=unfound)
    fallen = [each for plan in done.plans for each in plan.fallen]
    if fallen and not done.changesets:
        return perform(store, [_again(store, said, fallen[0])], header, unfound=unfound)
    changed = [entry for entry in done.entries if entry.supersedes is not None and said.corrects is None]
    if changed:
        raise _said_otherwise(done, changed[0])
    return done


def _again(store: Store, said: Statement, fallen: Fallen) -> Statement:
    """Let a statement stand in the place of what took an entry back; raise ``Conflict`` where that was corrected."""
    if entries.by_ids(store, [fallen.by]):
        message = f"entry {fallen.entry} said so, from the same place, and was corrected by entry {fallen.by}"
        raise Conflict(message, hint=f"what it reads now: posl show {fallen.by}")
    if len({citation.source for citation in said.cite}) > 1:
        raise Conflict(f"entry {fallen.entry} said so, and was taken back", hint="record it for one source at a time")
    return said.model_copy(update={"corrects": EntryRef(id=fallen.by), "reason": said.reason or AGAIN})


def _cell(said: Statement) -> str:
    return str(said.cell) if said.cell.item else str(getattr(said, "title", getattr(said, "text", "")))[:80]


def _said_otherwise(done: Imported, entry: Entry) -> Conflict:
    known = done.mentioned[entry.supersedes or 0]
    found = tuple(both(_in_full(known.said), _in_full(entry.said)))
    names = ", ".join(fault.path or "" for fault in found)
    return Conflict(
        f"entry {known.id} says so already, from the same place, with another {names or 'date'}",
        hint=f"if it is wrong: posl correct {known.id} … --reason …",
        faults=found,
    )


def add(store: Store, described: Record, header: ChangesetInfo) -> Imported:
    """Enter a new descriptive record, once; raise ``Conflict`` where another has its key already."""
    known = register.load(store)
    described = written(described, NameIndex(known))
    if known.get(described) not in {None, described}:
        raise Conflict(f"{described.ref} exists already", hint=f"posl edit {described.ref}")
    return perform(store, [described], titled(header, f"add {described.ref}"))


def correct(
    store: Store,
    number: int,
    changes: Mapping[str, Any],
    header: ChangesetInfo,
    *,
    reason: str,
    unfound: bool = False,
) -> Imported:
    """Correct an entry: what it should have said, in the fields of the statement; the rest stays as it was.

    Raises ``NotFound`` where there is no such entry, ``Conflict`` with both versions where somebody corrected or
    retracted it first, ``InvalidData`` where the corrected entry would not hold together or (but with ``unfound``) its
    quote or place is not in the attached text, ``UsageError`` where it says just that already.
    """
    wrong = entry_or_fail(store, number)
    said = correcting(store, number, changes, reason)
    if said.places_as(wrong.said) and _bare(said) == _bare(wrong.said) and not gone(store, [number]):
        raise UsageError(f"entry {number} says just that already", hint="what should it have said?")
    try:
        heading = titled(header, f"correct entry {number}: {reason}")
        with store.connection.begin_nested():  # what a conflict ends is gone before both versions are read
            return _put_in_place(store, said, number, heading, unfound=unfound)
    except Conflict as problem:
        last, theirs = _theirs(store, wrong, _in_full(said))
        raise Conflict(problem.message, hint=f"look again: posl show {last}", faults=theirs) from problem


def correcting(store: Store, number: int, changes: Mapping[str, Any], reason: str) -> Statement:
    """Return what an entry should have said, as it takes its place; raise ``NotFound``, ``InvalidData``."""
    wrong = entry_or_fail(store, number)
    return written(_corrected(wrong, changes, reason), NameIndex(register.load(store)))


def _corrected(wrong: Entry, changes: Mapping[str, Any], reason: str) -> Statement:
    kept = wrong.said.model_dump(exclude={"id", "after", "corrects", "reason"}, exclude_none=True)
    if changes.get("round") and "held_on" not in changes:
        kept.pop("held_on", None)
    if "held_on" in changes and "round" not in changes and wrong.by_round:
        kept.pop("round", None)
    if isinstance(wrong.said, RemarkEntry) and "by" in changes:
        kept["cite"] = [cited | {"by": None} if cited.get("by") == wrong.said.by else cited for cited in kept["cite"]]
    try:
        named = {"corrects": {"id": wrong.id}, "reason": reason}
        said: Statement = type(wrong.said).model_validate(kept | dict(changes) | named)
    except ValidationError as problem:
        raise InvalidData(faults=faults_of(problem)) from problem
    if "figures" not in changes:
        return said
    return said.model_copy(update={"figures": tuple(_still_about(each, wrong.said.figures) for each in said.figures)})


def _still_about(figure: Figure, before: Sequence[Figure]) -> Figure:
    """Return a figure about what the one was that it corrects, where it does not say about what it is."""
    if "about" in figure.model_fields_set:
        return figure
    same = [each for each in before if each.what == figure.what]
    same = [each for each in same if each.unit == figure.unit] or same
    if len({each.about for each in same}) > 1:
        message = f"which is meant? The entry gives {' and '.join(each.named for each in same)}"
        raise InvalidData(faults=(Fault(message, path="figures", hint=f"{figure.what} about KEY={figure}"),))
    return figure.model_copy(update={"about": same[0].about}) if same and same[0].about else figure


def _put_in_place(store: Store, said: Statement, number: int, header: ChangesetInfo, *, unfound: bool) -> Imported:
    """Record a correction; raise ``Conflict`` where it would only add its citations to somebody else's.

    That corroborates, where a seed does it; whoever corrects by hand has not seen the other correction.
    """
    done = perform(store, [said], header, unfound=unfound)
    if done.changesets and not done.entries:
        by = entries.superseded(store, ids=[number])[number]
        raise Conflict(f"entry {number} was corrected by entry {by} already")
    return done


def _bare(said: Statement) -> Statement:
    """Return what an entry says, without what only places it in the record."""
    return said.model_copy(update={"id": None, "after": None, "corrects": None, "reason": None})


def retract(store: Store, number: int, header: ChangesetInfo, *, reason: str) -> Imported:
    """Take an entry back; raise ``Conflict`` where somebody corrected or retracted it first."""
    wrong = entry_or_fail(store, number)
    reason = in_words_of(reason, "reason")
    if (by := entries.superseded(store, ids=[number]).get(number)) is not None:
        last, theirs = _theirs(store, wrong)
        message = f"entry {number} was corrected or retracted already, by {by}"
        raise Conflict(message, hint=f"look again: posl show {last}", faults=theirs)
    header = titled(header, f"retract entry {number}: {reason}")
    return perform(store, [RetractionPart(entry=CellRef(id=number), reason=reason)], header)


def _theirs(store: Store, wrong: Entry, yours: Mapping[str, Any] | None = None) -> tuple[int, tuple[Fault, ...]]:
    """Return what stands in the place of an entry that was superseded, who put it there, and in what the two differ.

    Without ``yours``, and where theirs is a retraction, the entry as it was is the other of the two.
    """
    number, was = wrong.id, _in_full(wrong.said)
    while (by := entries.superseded(store, ids=[number]).get(number)) is not None:
        number = by
    entry = entries.by_ids(store, [number]).get(number)
    if entry is None:
        (taken,) = entries.retractions(store, [number])
        said, changeset = f"retracted: {taken.reason}", taken.changeset
        found = [Fault(f"was {shown(was.get(n))}; yours {shown(v)}", path=n) for n, v in _new(was, yours or was)]
    else:
        said, changeset, theirs = f"entry {number}", entry.changeset, _in_full(entry.said)
        found = [Fault(f"was {shown(was.get(n))}; theirs {shown(v)}", path=n) for n, v in _new(was, theirs)]
        found = found if yours is None else list(both(theirs, yours))
    author = changesets.get(store, changeset).header.author
    return number, (Fault(f"theirs, @{changeset} by {author}: {said}"), *found)


def overtaken(store: Store, numbers: Collection[int]) -> list[str]:
    """Return what others did to these entries, line by line: who put what in their place, and what differs."""
    taken = entries.superseded(store, ids=numbers) if numbers else {}
    found = ((number, _theirs(store, entry_or_fail(store, number))[1]) for number in sorted(taken))
    return [
        f"entry {number}, {fault}" if n == 0 else f"  {fault}" for number, told in found for n, fault in enumerate(told)
    ]


def _new(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    return ((name, after.get(name)) for name in {**before, **after} if before.get(name) != after.get(name))


def _in_full(said: Statement) -> dict[str, Any]:
    """Return all that a statement says, field by field, as a line has it."""
    values = {name: value for name, value in said.values().items() if value is not None}
    cell = {name: value for name in ("item", "party") if (value := getattr(said, name, None)) is not None}
    return {**cell, **values, "held": str(said.held_on or said.round), "cited": "; ".join(map(_cited, said.cite))}


def _cited(citation: Citation) -> str:
    told = citation.model_dump(mode="json", exclude_defaults=True)
    place = " ".join(filter(None, (told.pop("source", None), told.pop("at", None))))
    return ", ".join([place, *(f"{name}: {shown(value)}" for name, value in told.items())])


def review(
    store: Store,
    numbers: Iterable[int],
    verdict: Verdict,
    header: ChangesetInfo,
    *,
    note: str | None = None,
    reviewer: str | None = None,
) -> Imported:
    """Give a verdict on entries, all in one changeset; with four eyes, not on one's own."""
    wanted = list(numbers)
    note = in_words_of(note, "note") if note else None
    found = entries.by_ids(store, wanted)
    for number in wanted:
        if number not in found:
            raise NotFound(f"there is no entry {number}", hint="posl review list")
    reviews = [
        Review(entry=CellRef(id=number), verdict=verdict, note=note, reviewer=reviewer or header.author)
        for number in wanted
    ]
    counted = f"entry {wanted[0]}" if len(wanted) == 1 else f"{len(wanted)} entries"
    return perform(store, reviews, titled(header, f"review: {counted} {verdict.value}"))


def edit(store: Store, table: str, key: str, fields: Mapping[str, Any], header: ChangesetInfo) -> Imported:
    """Change descriptive fields of a record; the journal keeps old and new.

    Raises ``NotFound`` where there is no such record, ``InvalidData`` with a fault for each field that does not fit.
    """
    known = record_or_fail(store, table, key)
    if isinstance(known, LedgerInfo) and register.load(store).info is None:  # a ledger that nobody has described yet
        return perform(store, [of_fields(LedgerInfo, fields)], titled(header, "describe the ledger"))
    edits = [edit for name, value in fields.items() if (edit := _edit(known, name, value)) is not None]
    return perform(store, edits, titled(header, f"edit {known.ref.rstrip(':')}: {', '.join(fields)}"))


def of_fields(model: type[R], fields: Mapping[str, Any]) -> R:
    """Build a descriptive record from what a person typed; raise ``InvalidData`` with a fault for each misfit field."""
    try:
        return model.model_validate(fields)
    except ValidationError as problem:
        raise InvalidData(faults=faults_of(problem)) from problem


def _edit(known: Record, name: str, value: Any) -> Edit | None:  # noqa: ANN401 - whatever the field holds
    if name not in set(known.described()):
        hint = instead(name, known.described())
        raise InvalidData(f'{known.ref.rstrip(":")} has no field "{name}" that could be edited', hint=hint)
    try:
        changed = with_field(known, name, value)
    except ValidationError as problem:
        raise InvalidData(faults=faults_of(problem)) from problem
    before = canonical_json(known.model_dump(mode="json")[name])
    after = canonical_json(changed.model_dump(mode="json")[name])
    return None if before == after else Edit(record=known.ref, field=name, old=before, new=after)


def record_or_fail(store: Store, table: str, key: str) -> Record:
    """Return a descriptive record by its key or another of its names; raise as ``keys.key_of`` does."""
    records = register.load(store).of(table)
    if table == LedgerInfo.table and not records:
        return LedgerInfo()
    found: Record = records[keys.key_of(table, key, records)]
    return found


def entry_or_fail(store: Store, number: int) -> Entry:
    """Return an entry by number; raise ``NotFound``, telling a retraction from a number that was never given."""
    found = entries.by_ids(store, [number]).get(number)
    if found is None:
        last = entries.last_id(store)
        what = f"{number} is a retraction, not an entry" if 0 < number <= last else f"there is no entry {number}"
        raise NotFound(what, hint="posl show ITEM lists an item's entries with their numbers")
    return found


def gone(store: Store, numbers: Collection[int]) -> set[int]:
    """Return which of these entries were corrected or retracted; raise ``NotFound`` where there is no such entry."""
    for number in numbers:
        entry_or_fail(store, number)
    return set(entries.superseded(store, ids=numbers)) if numbers else set()


def faults_of(problem: ValidationError) -> tuple[Fault, ...]:
    """Return Pydantic's findings as faults, each with the field it concerns."""
    return tuple(_fault(error) for error in problem.errors(include_url=False))


def _fault(error: ErrorDetails) -> Fault:
    path = ".".join(map(str, _place(error["loc"]))) or None
    if error["type"] == "missing":
        return Fault("is missing", path=path)
    message, hint = in_words(error)
    return Fault(message, path=path, hint=hint)


def _place(steps: Sequence[int | str]) -> Sequence[int | str]:
    """Return where in a statement, as a person gave it: what is cited stands beside the other fields, not below."""
    below = [step for step in steps[1:] if not isinstance(step, int)]
    return below if below and steps[0] == "cite" else steps


def statement_of(
    kind: EntryKind,
    fields: Mapping[str, Any],
    reading: Callable[[], AbstractContextManager[Store]] | None = None,
) -> AnyStatement:
    """Build a statement from what a person typed; raise ``InvalidData`` with a fault for each misfit field.

    Where a key is asked for and something else was typed, a title for one, the ledger is read for what it may mean.
    """
    from ledger.domain.entries import STATEMENTS

    try:
        return STATEMENTS[kind].model_validate(fields)
    except ValidationError as problem:
        faults = faults_of(problem)
        no_keys = [(name, text) for name, text in _texts(fields) if name in _ASKED_BY_KEY and not is_key(text)]
        if no_keys and reading is not None:
            with reading() as store:
                known = register.load(store)
            faults = tuple(_meant(fault, no_keys, known) for fault in faults)
        raise InvalidData(faults=faults) from problem


_ASKED_BY_KEY = {"item": "item", "items": "item", "about": "item", "round": "round", "source": "source"}


def _meant(fault: Fault, no_keys: Iterable[tuple[str, str]], known: Register) -> Fault:
    """Return a fault with the keys that may be meant, where it is about something else in place of one."""
    steps = (fault.path or "").split(".")
    for name, text in no_keys:
        if name in steps and fault.hint is None and fault.message.startswith(f'"{text}": '):
            try:
                keys.key_of(_ASKED_BY_KEY[name], text, known.of(_ASKED_BY_KEY[name]))
            except (NotFound, UsageError) as problem:
                return replace(fault, hint=problem.hint)
    return fault


def _texts(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text of a statement, and of its citations, with the field that it was typed for."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Mapping):
        for below, each in value.items():
            yield from _texts(each, str(below))
    elif isinstance(value, Sequence):
        for each in value:
            yield from _texts(each, name)
