"""A diff as a note: what settled, moved, is new, is due; what did not move, and what nobody talked about.

Each item stands once, in the section of its weightiest change, with everything that changed on it in one paragraph.
``note`` decides what is said; ``diff_text`` and ``diff_md`` only write it down.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from ledger.cli.terminal import bold, paint
from ledger.cli.views import words
from ledger.cli.views.grid import wrapped
from ledger.domain.diff import Cause, Change, Diff, Due, Remaining, StatusSide, Verb
from ledger.domain.entries import Citation
from ledger.domain.frame import Frame
from ledger.domain.points import Point
from ledger.domain.readings import Reading
from ledger.domain.text import safe
from ledger.domain.words import Stance, Status
from ledger.formats.tables import Table, plain_md

_SECTIONS: tuple[tuple[str, frozenset[Verb]], ...] = (
    ("Settled", frozenset({Verb.settled, Verb.kept, Verb.voided})),
    ("Broken", frozenset({Verb.broken})),
    ("Reopened", frozenset({Verb.reopened})),
    (
        "Moved",
        frozenset(
            {
                Verb.reversed, Verb.withdrawn, Verb.resumed, Verb.softened, Verb.hardened, Verb.declared,
                Verb.silenced, Verb.spoke, Verb.advanced, Verb.regressed, Verb.reworded,
            }
        ),
    ),
    ("New", frozenset({Verb.opened, Verb.stated})),
    ("Contested", frozenset({Verb.contested, Verb.resolved})),
    ("No longer there", frozenset({Verb.unstated, Verb.unopened, Verb.unpromised, Verb.not_overdue})),
)  # fmt: skip
_PROMISES = frozenset({Verb.promised, Verb.overdue})
_CONFIRMED = frozenset({Verb.corroborated, Verb.uncorroborated, Verb.cited, Verb.uncited, Verb.reaffirmed})
_HARD = 4
_FEW = 3  # citations that may all name their source in full
_DONE = frozenset({Status.agreed.value, Status.implemented.value, Status.kept.value})
_ARROW = "->"


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a note, or (without ``about``) a sentence of its own."""

    about: str
    text: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A diff in words: the checklist, between which points, and sections of lines."""

    checklist: str
    span: str
    sections: list[tuple[str, list[Line]]] = field(default_factory=list)

    @property
    def main_source(self) -> str | None:
        """The source that most of the note rests on: named once on top, then only by its paragraphs."""
        cited = Counter(
            c.source for _title, lines in self.sections for line in lines for c in line.citations if c.source
        )
        return max(cited, key=lambda key: (cited[key], key)) if len(cited) and cited.total() > _FEW else None


def note(diff: Diff, known: Frame, *, whole: bool = True) -> Note:
    """Say a diff in words. ``whole`` adds what is not in the changes: promises, what did not move, silence."""
    writer = _Writer(diff, known)
    found = Note(writer.checklist(), writer.span())
    for title, lines in writer.sections(whole=whole):
        if lines:
            found.sections.append((title, lines))
    return found


class _Writer:
    """Turns changes into sentences; knows the names that stand for keys."""

    def __init__(self, diff: Diff, known: Frame) -> None:
        self._diff = diff
        self._known = known
        self._moved = [change for change in diff.changes if change.cause is Cause.moved]
        self._corrected = [change for change in diff.changes if change.cause is Cause.corrected]

    def checklist(self) -> str:
        """How many items are open and settled, and how hard the open ones are."""
        before, after = self._diff.before, self._diff.after
        levels = after.by_difficulty
        hard = [f"{levels[level]} rate {level}" for level in (5, _HARD) if levels.get(level)]
        rated = f"; of the {len(after.open)} open, {' and '.join(hard)} of 5 in difficulty" if hard else ""
        return (
            f"Open items: {len(before.open)} {_ARROW} {len(after.open)}; "
            f"settled: {len(before.settled)} {_ARROW} {len(after.settled)}{rated}."
        )

    def span(self) -> str:
        """Which points are compared, and how many changes there are."""
        start, end = self._diff.from_point, self._diff.to_point
        counts = [
            *([words.plural(self._diff.moved, "change")] if self._diff.moved or not self._corrected else []),
            *([f"{words.plural(self._diff.corrected, 'correction')} of ours"] if self._corrected else []),
        ]
        alike = start.known_at == end.known_at
        points = f"{_point(start, known=not alike)} {_ARROW} {_point(end, known=True)}"
        return f"{points}: {' and '.join(counts)}."

    def sections(self, *, whole: bool) -> Iterator[tuple[str, list[Line]]]:
        """Every section in its order, empty ones too."""
        by_item = self._by_item(self._moved)
        for title, verbs in _SECTIONS:
            yield title, [self._line(item, changes) for item, changes in by_item.items() if changes[0].verb in verbs]
        promised = {change.item: change for change in self._moved if change.verb in _PROMISES and change.party is None}
        if whole:
            yield "Promised", list(self._promises(promised, by_item))
        else:
            yield "Promised", [self._line(i, changes) for i, changes in by_item.items() if changes[0].verb in _PROMISES]
        yield (
            "Distance",
            [
                Line(s.item, f"gap between principals {s.before} {_ARROW} {s.after}, {s.verb}")
                for s in self._diff.spread
            ],
        )
        yield (
            "Together",
            [
                Line("", f"{', '.join(group)} trade with one another and changed together.")
                for group in self._diff.packages
            ],
        )
        yield "Conditions", list(self._conditions())
        yield "Corrected by us", [self._line(item, found) for item, found in self._by_item(self._corrected).items()]
        if whole:
            yield "Did not move", list(self._unmoved(by_item))
            yield "Not talked about", list(self._silence())
        else:
            yield "Said again", self._said_again(by_item)

    def _by_item(self, changes: Sequence[Change]) -> dict[str, list[Change]]:
        """Group by item, in the order of the weightiest change, which comes first."""
        found: dict[str, list[Change]] = {}
        for change in changes:
            found.setdefault(change.item, []).append(change)
        return found

    # -- one item -----------------------------------------------------------------------------------------------------

    def _line(self, item: str, changes: list[Change]) -> Line:
        said = [change for change in changes if change.verb not in _CONFIRMED] or changes
        clauses = [*self._status(item, said), *self._stances(said), *_evidence(said)]
        return Line(item, " ".join(clauses), _unique(citation for change in said for citation in change.citations))

    def _status(self, item: str, changes: Iterable[Change]) -> Iterator[str]:
        for change in changes:
            if change.party is not None or change.verb in {Verb.contested, Verb.resolved}:
                continue
            before, after = change.before, change.after
            was = f"{before.state} {_ARROW} " if isinstance(before, StatusSide) else ""
            now = after.state if isinstance(after, StatusSide) else "not on the list"
            yield f"{was}{now}."
            said = after.summary if isinstance(after, StatusSide) else None
            if change.before is None and not said:
                said = self._known.items[item].question
            if said:
                yield said

    def _stances(self, changes: Sequence[Change]) -> Iterator[str]:
        """First what parties moved from and to, with the analyst's words; then who is first heard, by stance."""
        for change in changes:
            if isinstance(change.before, Reading) and change.verb not in {Verb.contested, Verb.resolved}:
                yield self._movement(change)
        done = any(isinstance(c.after, StatusSide) and c.after.state in _DONE for c in changes)
        stated = [c for c in changes if c.before is None and isinstance(c.after, Reading) and c.after.stance]
        for stance, group in groupby(stated, key=lambda change: getattr(change.after, "stance", None)):
            heard = list(group)
            condition = next(filter(None, map(_condition, (change.after for change in heard))), "")
            if stance and not (done and stance is Stance.supports):  # that it was done says so already
                yield f"{self._hold([change.party for change in heard], stance)}{condition}."

    def _hold(self, parties: Sequence[str | None], stance: Stance) -> str:
        """Return ``Russian Federation demands``, ``Russian Federation and Ukraine support``."""
        is_verb = stance.value.endswith("s")
        many = len(parties) > 1
        held = (
            (stance.value.removesuffix("s") if many else stance.value)
            if is_verb
            else f"{'are' if many else 'is'} {stance.value}"
        )
        return f"{_enumerated([self._party(party) for party in parties])} {held}"

    def _movement(self, change: Change) -> str:
        before, after = change.before, change.after
        assert isinstance(before, Reading)
        was = before.stance.value if before.stance else "?"
        if not isinstance(after, Reading) or after.stance is None:
            return f"{self._party(change.party)} {was}: no longer held."
        turn = f"{was} {_ARROW} {after.stance.value}" if was != after.stance.value else f"{was}, {change.verb.value}"
        said = f" {after.summary}" if after.summary else ""
        return f"{self._party(change.party)} {turn}{_condition(after)}.{said}"

    def _party(self, key: str | None) -> str:
        party = self._known.parties.get(key or "")
        return party.name if party else str(key)

    # -- what follows -------------------------------------------------------------------------------------------------

    def _promises(self, promised: dict[str, Change], by_item: dict[str, list[Change]]) -> Iterator[Line]:
        """Every promise still open: overdue first, then the new ones, then by what they are due."""
        still_open = [due for due in self._diff.commitments if due.state in {Status.promised.value, "overdue"}]
        for due in sorted(still_open, key=lambda due: (due.state != "overdue", due.item not in promised)):
            change = promised.get(due.item)
            summary = change.after.summary if change and isinstance(change.after, StatusSide) else None
            told = summary or self._known.items[due.item].question or ""
            others = [c for c in by_item.get(due.item, ()) if c.party is not None and c.verb not in _CONFIRMED]
            cited = _unique(citation for c in [*([change] if change else []), *others] for citation in c.citations)
            yield Line(due.item, f"{self._due(due, new=bool(change and change.verb is Verb.promised))} {told}", cited)

    def _due(self, due: Due, *, new: bool) -> str:
        if due.state == "overdue":
            return f"overdue: due by {due.due}, and no report says that it was done."
        by = f", due by {due.due}" if due.due else ", no date"
        return f"{'new' if new else 'still promised'}{by}."

    def _conditions(self) -> Iterator[Line]:
        for each in self._diff.unlocked:
            what = "fell off the table" if each.voided else "settled"
            yield Line(
                each.item,
                f"{self._party(each.party)} holds out for a condition, and {each.by}, on which it depends, {what}.",
            )

    def _unmoved(self, by_item: dict[str, list[Change]]) -> Iterator[Line]:
        """Where the principals stay apart: those said again with their question, the rest by name; then what was said again."""
        again = [each for each in self._diff.still if each.item in by_item and _only_confirmed(by_item[each.item])]
        for each in again:
            yield self._apart(each, by_item[each.item])
        rest = [each.item for each in self._diff.still if each not in again]
        if rest:
            yield Line("", f"{'Also as' if again else 'As'} far apart as before: {', '.join(rest)}.")
        yield from self._said_again(by_item, without={each.item for each in again})

    def _apart(self, each: Remaining, changes: list[Change]) -> Line:
        held = [(c.party, c.after.stance) for c in changes if isinstance(c.after, Reading) and c.after.stance]
        stances = _enumerated([self._hold([party], stance) for party, stance in held])
        question = self._known.items[each.item].question
        said = f'{stances}: "{question}"' if stances and question else f"the gap stays {each.spread} of 6."
        text = f"{each.status.value}; {said}"
        return Line(each.item, text, _unique(citation for change in changes for citation in change.citations))

    def _said_again(self, by_item: dict[str, list[Change]], without: Iterable[str] = ()) -> list[Line]:
        left_out = set(without)
        found = [
            i for i, c in by_item.items() if _only_confirmed(c) and i not in left_out and i in self._diff.after.open
        ]
        return [Line("", f"Talked about again, where it was: {', '.join(found)}.")] if found else []

    def _silence(self) -> Iterator[Line]:
        unraised = [each.item for each in self._diff.silence if each.status is Status.not_raised]
        if unraised:
            yield Line("", f"Reported as not raised at all: {', '.join(unraised)}.")
        rest = [each.item for each in self._diff.silence if each.status is not Status.not_raised]
        if rest:
            since = _point(self._diff.from_point)
            yield Line("", f"Nothing since {since}, hardest first: {', '.join(rest)}.")


def _only_confirmed(changes: Iterable[Change]) -> bool:
    return all(change.verb in _CONFIRMED for change in changes)


def _evidence(changes: Iterable[Change]) -> Iterator[str]:
    for change in changes:
        if change.verb is Verb.contested:
            yield f"Accounts of {'the status' if change.party is None else change.party} contradict each other."
        elif change.verb is Verb.resolved:
            yield f"The rival accounts of {'the status' if change.party is None else change.party} are settled."
        elif change.verb in _CONFIRMED and change.verb is not Verb.reaffirmed:
            yield f"{change.verb.value}{'' if change.party is None else f' for {change.party}'}."


def _condition(reading: object) -> str:
    said = (
        reading.values.get("condition")
        if isinstance(reading, Reading) and reading.stance is Stance.conditional
        else None
    )
    return f" (if: {str(said).rstrip('.')})" if said else ""


def _enumerated(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def _unique(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    return tuple({(citation.source, citation.at): citation for citation in citations}.values())


def _point(value: Point, *, known: bool = False) -> str:
    return words.point(value) if known else words.point(value).split(",")[0]


def diff_text(diff: Diff, known: Frame, width: int, *, whole: bool = True) -> str:
    """Return a diff as a note in at most ``width`` columns; the first line is the checklist."""
    said = note(diff, known, whole=whole)
    lines = [*wrapped(said.checklist, width), *wrapped(said.span + _told_by(said, known), width)]
    for title, section in said.sections:
        lines += ["", bold(title)]
        for line in section:
            lines += _written(line, said.main_source, width)
    return "\n".join(lines)


def _told_by(said: Note, known: Frame) -> str:
    """Say which source is meant where a citation names none."""
    source = known.sources.get(said.main_source or "")
    if source is None:
        return ""
    about = ", ".join(filter(None, (source.publisher, str(source.published or ""))))
    return f" [¶] alone cites {source.key} ({about}; reliability {source.reliability.value})."


def _cited(citations: Sequence[Citation], main: str | None) -> str:
    """Return the citations in brackets, the main source's by their places alone, first."""
    own = [citation for citation in citations if citation.source == main and citation.at]
    others = [citation for citation in citations if citation not in own]
    places = ", ".join(dict.fromkeys(citation.at or "" for citation in own))
    named = words.cited(others).strip("[]")
    return f" [{'; '.join(filter(None, (safe(places), named)))}]" if citations else ""


def _written(line: Line, main: str | None, width: int) -> list[str]:
    about = f"{safe(line.about)}: " if line.about else ""
    first, *rest = wrapped(f"{about}{line.text}{_cited(line.citations, main)}", width - 2, "  ")
    if about and first.startswith(about):
        first = paint(about, fg="cyan") + first[len(about) :]
    return [f"  {text}" for text in (first, *rest)]


def diff_md(diff: Diff, known: Frame, *, whole: bool = True) -> str:
    """Return a diff as a note in Markdown."""
    said = note(diff, known, whole=whole)
    lines = [plain_md(said.checklist), "", plain_md(said.span + _told_by(said, known))]
    for title, section in said.sections:
        lines += ["", f"## {title}", ""]
        for line in section:
            about = f"**{plain_md(line.about)}**: " if line.about else ""
            lines.append(f"- {about}{plain_md(line.text + _cited(line.citations, said.main_source))}")
    return "\n".join(lines)


def diff_table(diff: Diff) -> Table:
    """Return the changes as plain rows."""
    columns = ("item", "party", "verb", "cause", "before", "after", "delta", "held_on", "citations")
    rows = [
        (c.item, c.party, c.verb.value, c.cause.value, state(c.before), state(c.after), c.delta, _held(c.after), words.cited(c.citations))
        for c in diff.changes
    ]  # fmt: skip
    return Table(columns, rows)


def state(side: Reading | StatusSide | None) -> str | None:
    """Return the word for a side: a stance, a status, or ``overdue``."""
    if isinstance(side, StatusSide):
        return side.state
    return side.stance.value if side is not None and side.stance else None


def _held(side: Reading | StatusSide | None) -> str | None:
    held = side.held_on if isinstance(side, StatusSide) else side.held if side else None
    return str(held) if held else None


def stat_table(diff: Diff) -> Table:
    """Count the changes: a row for each item, a column for each verb."""
    verbs = list(dict.fromkeys(change.verb.value for change in diff.changes))
    items = list(dict.fromkeys(change.item for change in diff.changes))
    counts = {(item, verb): 0 for item in items for verb in verbs}
    for change in diff.changes:
        counts[change.item, change.verb.value] += 1
    rows = [(item, *(counts[item, verb] or None for verb in verbs)) for item in items]
    return Table(("item", *verbs), rows)
