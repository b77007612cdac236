"""What a diff says: the checklist, and each item once, in the section of its weightiest change.

What did not change follows: promises, what did not move, what nobody talked about, contests that go on. ``note``
decides what is said; ``text`` and ``page`` only write it down.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ledger.cli.views.diff.around import Around
from ledger.cli.views.diff.lines import Line, listing, only_confirmed
from ledger.cli.views.diff.sentences import (
    ARROW,
    SETTLING,
    Clause,
    Sentences,
    cited,
    enumerated,
    is_confirmed,
    is_remark,
)
from ledger.domain.diff import Cause, Change, Verb
from ledger.domain.points import Point
from ledger.formats.report import Kind, Span
from ledger.services.comparing import Compared
from ledger.services.counterpart import Origin, Other
from ledger.services.reporting.wording import Names, spans

_SECTIONS: tuple[tuple[str, frozenset[Verb]], ...] = (
    ("Settled", SETTLING),
    ("Broken", frozenset({Verb.broken})),
    ("Reopened", frozenset({Verb.reopened})),
    (
        "Moved",
        frozenset(
            {
                Verb.reversed, Verb.withdrawn, Verb.resumed, Verb.softened, Verb.hardened, Verb.shifted,
                Verb.silenced, Verb.spoke, Verb.advanced, Verb.regressed, Verb.partly_kept, Verb.reworded,
            }
        ),
    ),
    ("New", frozenset({Verb.opened, Verb.stated})),
    ("No longer there", frozenset({Verb.unstated, Verb.unopened, Verb.unpromised, Verb.not_overdue})),
)  # fmt: skip
_CONTESTS = frozenset({Verb.contested, Verb.resolved})
_PROMISES = frozenset({Verb.promised, Verb.overdue})
_AGAIN = (
    ("{more}, nothing else new", frozenset({Verb.corroborated, Verb.cited})),
    ("{fewer}, nothing else new", frozenset({Verb.uncorroborated, Verb.uncited})),
    ("The same, from another entry", frozenset({Verb.reaffirmed})),
)
_HARD = (5, 4)
_FEW = 3  # citations that may all name their source in full
_MANY_REMARKS = 5  # items on which only the analysts' words differ between two ledgers; more are only named


@dataclass(frozen=True, slots=True)
class Note:
    """A diff in words: the checklist, between which points, and sections of lines; ``nothing`` where nothing is new."""

    title: str
    checklist: str
    span: str
    nothing: str | None
    sections: list[tuple[str, list[Line]]] = field(default_factory=list)

    @property
    def main_source(self) -> str | None:
        """The source that most of the note rests on: named once on top, then only by its paragraphs."""
        counted = Counter(
            c.source for _, lines in self.sections for line in lines if not line.listing for c in line.citations
        )
        del counted[None]
        return max(counted, key=lambda key: (counted[key], key or "")) if counted.total() > _FEW else None


def note(compared: Compared, *, whole: bool = True, full: bool = False, brief: bool = False) -> Note:
    """Say a diff in words.

    ``whole`` adds what is not in the changes: promises, what did not move, silence. ``full`` adds every other reading.
    ``brief`` counts what would make long lists.
    """
    writer = _Writer(compared, brief=brief)
    info = compared.names.info
    title = info.title if info and info.title else "Untitled ledger"
    found = Note(title, writer.checklist(), writer.span(), writer.nothing(whole=whole))
    sections = list(writer.sections(whole=whole))
    if full:
        sections = list(writer.around.with_readings(sections))
    found.sections.extend((title, lines) for title, lines in sections if lines)
    return found


class _Writer:
    """Decides what stands in which section."""

    def __init__(self, compared: Compared, *, brief: bool) -> None:
        self._compared = compared
        self._diff = compared.diff
        self._other = compared.other
        self._names = Names(compared.names)
        self._sentences = Sentences(self._names, two=compared.other is not None, back=_back(compared))
        self._moved = _by_item(self._diff.changes, Cause.moved)
        self._corrected = _by_item(self._diff.changes, Cause.corrected)
        self.around = Around(compared, self._sentences, self._moved, brief=brief)

    # -- the top ------------------------------------------------------------------------------------------------------

    def checklist(self) -> str:
        """How many items are open and settled, and how hard the open ones are."""
        before, after = self._diff.before, self._diff.after
        levels = after.by_difficulty
        rated = [f"{levels[level]} rated {level}" for level in _HARD if levels.get(level)]
        total = sum(levels.get(level, 0) for level in _HARD)
        are = "is" if total == 1 else "are"
        hard = f" Of the {len(after.open)} open, {total} {are} hard: {', '.join(rated)} of 5." if total else ""
        return (
            f"Open items: {len(before.open)} {ARROW} {len(after.open)}; "
            f"settled: {len(before.settled)} {ARROW} {len(after.settled)}.{hard}"
        )

    def span(self) -> str:
        """Which points are compared."""
        start, end = self._diff.from_point, self._diff.to_point
        known = f"known at changeset {end.known_at}"
        if self._other is None:
            was = "" if start.known_at == end.known_at else f", known at changeset {start.known_at}"
            return f"{_dated(start)}{was} {ARROW} {_dated(end)}, {known}."
        here = f"This ledger at {_dated(start)}, known at changeset {start.known_at}"
        return f"{here} {ARROW} {_told_of(self._other)} at {_dated(end)}{_known_there(self._other, known)}."

    def nothing(self, *, whole: bool) -> str | None:
        """Say that nothing changed, where nothing did."""
        if self._diff.changes:
            return None
        if not whole:
            return "Nothing of what was asked for changed."
        if self._other is not None:
            return "No changes: what both know they tell alike."
        if self._diff.from_point == self._diff.to_point:
            return "No changes: this is one and the same point."
        if self._diff.from_point.known_at != self._diff.to_point.known_at:
            return "No changes: what was recorded between these points left every reading as it was."
        return "No changes: nothing new is recorded between these points."

    # -- sections -----------------------------------------------------------------------------------------------------

    def sections(self, *, whole: bool) -> Iterator[tuple[str, list[Line]]]:
        """Every section in its order, empty ones too."""
        time_passes = self._diff.from_point.held_on != self._diff.to_point.held_on
        if self._other is not None:
            yield self._learnt(), list(self._corrections())
            yield "On one side only", list(self.around.alone(self._other)) if whole else []
        for title, verbs in _SECTIONS:
            yield title, self._weightiest(verbs)
        yield "Due and promised", list(self.around.promises()) if whole and time_passes else self._weightiest(_PROMISES)
        if self._other is None:
            yield self._learnt(), list(self._corrections())
        yield "What follows", list(self._consequences())
        contested = self._weightiest(_CONTESTS)
        unmoved = list(self.around.unmoved()) if whole and time_passes else []
        if contested or not unmoved:
            yield "Contested", [*contested, *self.around.still_contested("Accounts contradict each other as before")]
        else:
            unmoved += self.around.still_contested("Contested as before, accounts differ")
        if whole and time_passes:
            yield "Did not move", unmoved
            yield "Not talked about", list(self.around.silence())
        else:
            yield "Said again", self.around.said_again()

    def _learnt(self) -> str:
        if self._other is not None:
            return "New or different" if self._other.origin is Origin.onto else "Told differently there"
        back = self._diff.from_point.known_at > self._diff.to_point.known_at
        return "Before we learned or corrected it" if back else "Learned or corrected by us"

    def _weightiest(self, verbs: frozenset[Verb]) -> list[Line]:
        return [self._line(item, changes) for item, changes in self._moved.items() if _weightiest(changes) in verbs]

    def _line(self, item: str, changes: Sequence[Change]) -> Line:
        return Line(item, tuple(self._sentences.of(item, changes)))

    def _corrections(self) -> Iterator[Line]:
        found = self._corrected
        remarks = [item for item, changes in found.items() if self._other and self._only_remarks(changes)]
        named = remarks if len(remarks) > _MANY_REMARKS else []
        for item, changes in found.items():
            if not only_confirmed(changes) and item not in named:
                yield self._line(item, changes)
        yield from listing("In other words", [(item, "", cited(found[item])) for item in named], self.around.most)
        there = " there" if self._other else ""
        for lead, verbs in _AGAIN:
            again = [item for item, changes in found.items() if only_confirmed(changes) and changes[0].verb in verbs]
            lead = lead.format(more=f"More sources{there}", fewer=f"Fewer sources{there}")  # noqa: PLW2901
            yield from listing(lead, [(item, "", cited(found[item])) for item in again], self.around.most)

    def _only_remarks(self, changes: Sequence[Change]) -> bool:
        """Whether two ledgers say the same of an item, and only the analysts' own words differ."""
        said = [change for change in changes if not is_confirmed(change)]
        return bool(said) and all(is_remark(change) for change in said)

    def _consequences(self) -> Iterator[Line]:
        for gap in self._diff.spread:
            said = f"the principals {gap.verb}: gap {gap.before} {ARROW} {gap.after} of 6."
            yield Line(gap.item, (Clause((Span(said),), self.around.principals(gap.item)),))
        for group in self._diff.packages:
            items = enumerated([(Span(item, Kind.item),) for item in group])
            yield Line("", (Clause((*items, Span(" trade with one another, and changed together."))),), listing=True)
        for each in self._diff.unlocked:
            who, by = self._sentences.party(each.party), Span(each.by, Kind.item)
            what = "fell off the table" if each.voided else "is settled"
            template = "{who} has a condition here; {by}, on which the item depends, {what}."
            said_so = Clause(spans(template, who=who, by=by, what=what), each.reading.evidence.citations)
            yield Line(each.item, (said_so,))


def _told_of(other: Other) -> str:
    if other.origin is Origin.onto:
        return f"this ledger with {other.name} imported,"
    title = f" ({other.title})" if other.title else ""
    return f"{'the seed ' if other.origin is Origin.seed else ''}{other.name}{title}"


def _known_there(other: Other, known: str) -> str:
    return f", {known} there" if other.origin is Origin.ledger else ""


def _back(compared: Compared) -> frozenset[Cause]:
    """Along which clock the way runs back; two ledgers number their changesets each for itself."""
    start, end = compared.diff.from_point, compared.diff.to_point
    days, records = start.held_on > end.held_on, compared.other is None and start.known_at > end.known_at
    return frozenset(cause for cause, is_back in ((Cause.moved, days), (Cause.corrected, records)) if is_back)


def _dated(value: Point) -> str:
    name = value.round or ("now" if value.is_now else None)
    return f"{name} ({value.held_on.isoformat()})" if name else value.held_on.isoformat()


def _weightiest(changes: Sequence[Change]) -> Verb:
    """Return the verb that decides the section; who came back by way of something else has moved, too."""
    first = changes[0]
    return Verb.reworded if first.verb is Verb.reaffirmed and any(change.via for change in changes) else first.verb


def _by_item(changes: Iterable[Change], cause: Cause) -> dict[str, list[Change]]:
    """Group by item, in the order of the weightiest change, which comes first."""
    found: dict[str, list[Change]] = {}
    for change in changes:
        if change.cause is cause:
            found.setdefault(change.item, []).append(change)
    return found
