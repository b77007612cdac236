"""Diffs by hand, and the note on them: what a test says, and what is told of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ledger.domain.diff import Cause, Change, Diff, StatusSide, Verb
from ledger.domain.diff.remaining import Checklist
from ledger.domain.entries import Citation, Entry
from ledger.domain.evidence import Coverage, weigh
from ledger.domain.moments import HeldOn
from ledger.domain.points import Point
from ledger.domain.readings import MatrixRow, Reading
from ledger.domain.records import Item, Party, Person, Round, Source
from ledger.domain.register import Register
from ledger.domain.words import EntryKind, Status
from ledger.formats.document import Document
from ledger.services.note import Material, note

R1, R2 = Point(date(2026, 1, 24), 7, "R1"), Point(date(2026, 2, 5), 7, "R2")
NONE = Checklist((), (), {})


def names() -> Register:
    """Two principals, a mediator, two items, a promise, three sources and two rounds."""
    found = Register()
    found.put_all([
        Party(key="red", code="RD", name="Red", role="principal"),  # type: ignore[arg-type]
        Party(key="blue", code="BL", name="Blue", role="principal"),  # type: ignore[arg-type]
        Party(key="green", code="GR", name="Green", role="mediator"),  # type: ignore[arg-type]
        Person(key="ana", name="Ana of Red"),
        Round(key="R1", title="First", status="held", starts="2026-01-23", ends="2026-01-24"),  # type: ignore[arg-type]
        Round(key="R2", title="Second", status="held", starts="2026-02-04", ends="2026-02-05"),  # type: ignore[arg-type]
        Item(key="land", title="Land", question="Red gives up land.", scale={"low": "None", "high": "All"}),  # type: ignore[arg-type]
        Item(key="fuel", title="Fuel", matter="context"),  # type: ignore[arg-type]
        Item(key="pledge", title="A pledge", kind="commitment", due="R2", by=("red",), to=("blue",)),  # type: ignore[arg-type]
        Source(key="herald", title="Herald", publisher="The Herald", reliability="B", language="de"),  # type: ignore[arg-type]
        Source(key="gazette", title="Gazette", publisher="Gazette", reliability="E"),  # type: ignore[arg-type]
    ])  # fmt: skip
    return found


def cite(source: str = "herald", at: str = "¶1", speaker: str | None = "own-words", **more: Any) -> Citation:
    """A place in a source."""
    return Citation.model_validate({"source": source, "at": at, "speaker": speaker, "credibility": 2, **more})


def reading(
    word: str, entry: int = 1, *cites: Citation, item: str = "land", party: str | None = "red", **more: Any
) -> Reading:
    """What stands in a cell; without a party the item's status."""
    marks = {name: more.pop(name) for name in ("contested", "sure", "others", "entries") if name in more}
    kind = EntryKind.stance if party else EntryKind.status
    held = HeldOn.parse(more.pop("held", "2026-01-24"))
    evidence = weigh(cites or (cite(),), names().sources)
    stage = more.pop("round", None)
    return Reading(entry, kind, item, party, held, stage, 1, {kind.value: word, **more}, evidence, **marks)


def status(word: str, entry: int = 1, *cites: Citation, item: str = "land", **more: Any) -> StatusSide:
    """Where an item stands."""
    marks = {name: more.pop(name) for name in ("overdue", "late") if name in more}
    return StatusSide(Status(word), reading(word, entry, *cites, item=item, party=None, **more), **marks)


def change(
    *verbs: Verb, before: Reading | StatusSide | None = None, after: Reading | StatusSide | None = None, **more: Any
) -> Change:
    """A change of what its sides are of."""
    side = after or before
    found = side.rests_on if isinstance(side, StatusSide) else side
    assert found is not None
    given = {"cause": Cause.moved, **more}
    return Change(found.item, found.party, verbs, before=before, after=after, **given)


def told(
    *changes: Change,
    brief: bool = False,
    whole: bool = True,
    sections: tuple[str, ...] = (),
    points: tuple[Point, Point] = (R1, R2),
    rows: Mapping[str, MatrixRow] | None = None,
    entries: Mapping[int, Entry] | None = None,
    frame: Register | None = None,
    material: Mapping[str, Any] | None = None,
    **around: Any,
) -> Document:
    """The note on a diff of these changes."""
    given = {"before": NONE, "after": NONE, "coverage": (Coverage(), Coverage()), **around}
    diff = Diff(*points, changes=changes, **given)
    of = Material(diff, frame or names(), rows=rows or {}, entries=entries or {}, whole=whole, **(material or {}))
    return note(of, brief=brief, sections=sections)


def section(document: Document, key: str) -> list[str]:
    """The lines of a section; none where it is not there."""
    return [line.text for each in document.sections if each.key == key for line in each.sentences]
