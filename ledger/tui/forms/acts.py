"""The forms for every act on a cell: status, event, remark, correction, retraction, settlement.

Each saves through the service that ``posl`` calls for the same act.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any

from pydantic import BaseModel
from textual.content import Content

from ledger.domain.entries import Entry, EventEntry, RemarkEntry, StanceEntry, Statement, StatusEntry
from ledger.domain.field_types import Frozen, Link, Prose
from ledger.domain.points import Point
from ledger.domain.readings import Reading
from ledger.domain.records import Delegate, Item, Party, Person, Record, Round, Source
from ledger.domain.seed import CellRef, ChangesetInfo, RetractionPart
from ledger.domain.words import Status
from ledger.services import acting, proposing, settling, undoing
from ledger.services.conflicts import refuse_to_overwrite
from ledger.services.importing import Imported
from ledger.services.verifying import UnfoundQuote
from ledger.storage.database import Store
from ledger.tui.entry_text import account_lines, reading_lines
from ledger.tui.forms.fields import BY_SEMICOLON, NOT_ASKED, WHEN, Field, InputSort
from ledger.tui.forms.form import Form, itself
from ledger.tui.safe import content
from ledger.tui.session import Session

# ----------------------------------------------------------------------------------------------------------------------
# The form that undoes a whole changeset.


class Because(Frozen):
    """An act that needs nothing but a reason."""

    reason: Prose


def undo_form(number: int, what: str = "your last act") -> Form:
    """Return the form that undoes a changeset, with ``what`` that is; what rests on it is said where it cannot be."""

    def save(store: Store, typed: Because, header: ChangesetInfo) -> Imported:
        return undoing.undo(store, number, header, reason=typed.reason)

    note = Content(f"@{number} stays in the record; a new changeset does the opposite, and can be undone itself.")
    return Form(id=f"undo:{number}", title=f"Undo @{number}, {what}", model=Because, save=save, note=note)


REASON = Field(
    "reason", "reason", InputSort.prose, required=True, help="why; it is kept in the record", section="What was wrong"
)


def status_form(session: Session, item: str, point: Point | None) -> Form:
    """Return the form for where an item stands."""
    given = {"item": item, "cite.0.source": session.state.get("source", ""), WHEN: (point.round if point else "") or ""}
    return Form(
        id=f"status:{item}",
        title=f"Record a status: {session.item_title(item)}",
        model=StatusEntry,
        save=acting.record,
        insist=partial(acting.record, unfound=True),
        parts=itself,
        given={path: text for path, text in given.items() if text},
    )


def kept_form(session: Session, item: str) -> Form:
    """Return the form that says that a promise was kept: what it asks for is when, and by whose word."""
    form = status_form(session, item, None)
    return replace(
        form,
        id=f"kept:{item}",
        title=f"Kept: {session.item_title(item)}",
        given={**form.given, "status": Status.kept.value},
    )


def event_form(session: Session, item: str | None) -> Form:
    """Return the form for something that happened around the talks."""
    given = {"items": item or "", "cite.0.source": session.state.get("source", "")}
    return Form(
        id="event",
        title="Record an event",
        model=EventEntry,
        save=acting.record,
        insist=partial(acting.record, unfound=True),
        parts=itself,
        given={path: text for path, text in given.items() if text},
    )


def remark_form(session: Session, item: str | None) -> Form:
    """Return the form for what somebody says of the talks, or of an item."""
    given = {"about": item or "", "cite.0.source": session.state.get("source", "")}
    return Form(
        id="remark",
        title="Record a remark: what somebody says of it, which is no stance on it",
        model=RemarkEntry,
        save=acting.record,
        insist=partial(acting.record, unfound=True),
        parts=itself,
        given={path: text for path, text in given.items() if text},
    )


def correction_form(entry: Entry) -> Form:
    """Return the form that says what an entry should have said: it is filled with what it does say."""
    number = entry.id

    def save(
        store: Store, typed: tuple[Any, dict[str, str]], header: ChangesetInfo, *, unfound: bool = False
    ) -> Imported:
        said, extra = typed
        return acting.correct(store, number, _fields(said), header, reason=extra["reason"], unfound=unfound)

    def parts(store: Store, typed: tuple[Any, dict[str, str]]) -> list[Statement]:
        said, extra = typed
        return [acting.correcting(store, number, _fields(said), extra["reason"])]

    return Form(
        id=f"correct:{number}",
        title=f"Correct entry {number}: our having been wrong, not the party's moving",
        model=type(entry.said),
        save=save,
        insist=partial(save, unfound=True),
        given=_statement_as_typed(entry),
        extra=(REASON,),
        note=content("The old entry stays in the history, with your reason."),
        parts=parts,
        entries=(number,),
    )


def citation_form(entry: Entry, unfound: UnfoundQuote) -> Form:
    """Return the form that corrects an entry, begun at the quote or the place that is not in its source's text."""
    asked = "quote" if unfound.quote is not None else "at"
    places = [(cited.source, cited.at, cited.quote) for cited in entry.said.cite]
    wrong = (unfound.source, unfound.at, unfound.quote)
    first = f"cite.{places.index(wrong) if wrong in places else 0}.{asked}"
    return replace(correction_form(entry), first=first, note=content(f"{unfound.message}; {unfound.hint}"))


def _fields(said: Statement) -> dict[str, Any]:
    """Return what a form asks for of a statement, as it was filled in."""
    return said.model_dump(exclude={"corrects", "reason", "after", "id", "figures"})


def amendment_form(entry: Entry) -> Form:
    """Return the form that accepts a proposal with changes: it is filled with what is proposed."""
    number = -entry.id

    def save(store: Store, typed: Statement, header: ChangesetInfo, *, unfound: bool = False) -> Imported:
        return proposing.amend(store, number, _fields(typed), header, unfound=unfound)

    return Form(
        id=f"amend:p{number}",
        title=f"Amend p{number} and accept it",
        model=type(entry.said),
        save=save,
        insist=partial(save, unfound=True),
        given=_statement_as_typed(entry),
        note=content("What was proposed is kept beside what you make of it."),
        parts=itself,
    )


def _statement_as_typed(entry: Entry) -> dict[str, str]:
    """Return what an entry says as somebody would have typed it into its form, with all that it cites."""
    said = entry.said
    given = {name: text for name, text in as_typed(said).items() if name not in NOT_ASKED}
    given[WHEN] = " ".join(filter(None, (said.round, str(entry.held) if said.held_on or not said.round else "")))
    for place, cited in enumerate(said.cite):
        given |= {f"cite.{place}.{name}": text for name, text in as_typed(cited).items()}
    return given


def retraction_form(reading: Reading, item: Item | None, session: Session) -> Form:
    """Return the form that takes an entry back."""

    def save(store: Store, typed: Because, header: ChangesetInfo) -> Imported:
        return acting.retract(store, reading.entry, header, reason=typed.reason)

    def parts(_store: Store, typed: Because) -> list[BaseModel]:
        return [RetractionPart(entry=CellRef(id=reading.entry), reason=typed.reason)]

    lines = reading_lines(reading, session.signs, item, session.frame.sources)
    return Form(
        id=f"retract:{reading.entry}",
        title=f"Retract entry {reading.entry}",
        model=Because,
        save=save,
        note=Content("\n").join([*lines, Content("It stays in the history; what it corrected does not come back.")]),
        parts=parts,
        entries=(reading.entry,),
    )


MOVED = "moved"


def settlement_form(reading: Reading, at_odds: list[Reading], session: Session) -> Form:
    """Return the form that ends a contest: one entry outweighs the others, or the party moved and both stand."""
    accounts = at_odds or [reading]
    numbers = sorted(each.entry for each in accounts)
    in_time = sorted((each.held for each in accounts), key=lambda held: held.first)
    plain = (MOVED,) if all(settling.days_say(*pair) for pair in pairwise(in_time)) else ()
    words = (*(f"keep {number}" for number in numbers), *plain, *(f"moved, {number} last" for number in numbers))
    how = Field(
        "how", "how", InputSort.choice, required=True, words=words, help="keep one; or the party moved: both stand"
    )

    def chosen(typed: tuple[Because, dict[str, str]]) -> dict[str, Any]:
        because, extra = typed
        choice = extra["how"]
        number = next((n for n in numbers if str(n) in choice.replace(",", "").split()), None)
        keep = number if choice.startswith("keep") else None
        return {"reason": because.reason, "keep": keep, "last": number if choice.startswith(MOVED) else None}

    def save(store: Store, typed: tuple[Because, dict[str, str]], header: ChangesetInfo) -> Imported:
        return settling.settle(store, reading.item, reading.party, header, **chosen(typed))

    def parts(store: Store, typed: tuple[Because, dict[str, str]]) -> list[BaseModel]:
        return settling.parts_of(store, reading.item, reading.party, **chosen(typed))

    whose = f" / {session.party_name(reading.party)}" if reading.party else ": status"
    shown = [
        Content("\n").join(account_lines(each, session.signs, session.frame.sources, few=True)) for each in accounts
    ]
    return Form(
        id=f"settle:{reading.item}:{reading.party or ''}",
        title=f"Settle {session.item_title(reading.item)}{whose}",
        model=Because,
        save=save,
        extra=(how,),
        extra_first=True,
        note=Content("\n\n").join(shown),
        parts=parts,
        entries=tuple(sorted({number for each in accounts for number in each.own})),
    )


# ----------------------------------------------------------------------------------------------------------------------
# The form for a stance on a cell, with the source cited last at hand.


def stance_form(session: Session, item: str, party: str | None, point: Point | None) -> Form:
    """Return the form; item, party, the round one looks at and the last source are filled in."""
    given = {
        "item": item,
        "cite.0.source": session.state.get("source", ""),
        "when": (point.round if point else "") or "",
    }
    if party:
        given["party"] = party
    return Form(
        id=f"stance:{item}:{party or ''}",
        title=f"Record a stance: {session.item_title(item)}{f' / {session.party_name(party)}' if party else ''}",
        model=StanceEntry,
        save=acting.record,
        insist=partial(acting.record, unfound=True),
        parts=itself,
        given={path: text for path, text in given.items() if text},
    )


# ----------------------------------------------------------------------------------------------------------------------
# The forms for descriptive records: a new item, party, person, round, source or delegate, and their fields edited.

NEW: dict[str, type[Record]] = {each.table: each for each in (Item, Party, Person, Round, Source, Delegate)}
"""What can be entered by a form, by the name of its table."""


def new_form(table: str, given: Mapping[str, str] | None = None) -> Form:
    """Return the form for a new record; ``given`` is what stands in it at first."""
    model = NEW[table]
    title = "Put a new item on the list" if model is Item else f"Enter a {table}"
    return Form(id=f"new-{table}", title=title, model=model, save=acting.add, given=dict(given or {}))


def edit_form(record: Record) -> Form:
    """Return the form for a record's descriptive fields; the journal keeps old and new."""
    identity = frozenset(record.identity)

    def save(store: Store, typed: Record, header: ChangesetInfo) -> Imported:
        return _save(store, record, typed, header)

    return Form(
        id=f"edit:{record.ref}",
        title=f"Edit {record.ref}",
        model=type(record),
        save=save,
        given=as_typed(record),
        fixed=identity,
    )


def as_typed(record: BaseModel) -> dict[str, str]:
    """Return a record, or what is stated, as somebody would have typed it into its form."""
    given: dict[str, str] = {}
    for name, value in record.model_dump(mode="json", exclude_none=True).items():
        found = getattr(record, name)
        if isinstance(found, BaseModel):
            given |= {f"{name}.{end}": str(text) for end, text in value.items()}
        elif isinstance(found, tuple):
            words = [f"{each.kind.value} {each.to}" if isinstance(each, Link) else str(each) for each in found]
            given[name] = ("; " if name in BY_SEMICOLON else ", ").join(words)
        elif isinstance(found, bool):
            given[name] = "yes" if found else ""
        else:
            given[name] = str(value)
    return {name: text for name, text in given.items() if text and name != "struck"}


def _save(store: Store, before: Record, typed: Record, header: ChangesetInfo) -> Imported:
    was, mine = before.model_dump(mode="json"), typed.model_dump(mode="json")
    changed = {name: mine[name] for name in before.described() if name != "struck" and mine[name] != was[name]}
    now = acting.record_or_fail(store, before.table, before.natural_key)
    refuse_to_overwrite(now, before, changed)
    return acting.edit(store, before.table, before.natural_key, changed, header)
