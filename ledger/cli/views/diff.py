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
from ledger.domain.diff import EVIDENCE, Cause, Change, Diff, Due, Remaining, StatusSide, Verb
from ledger.domain.diff.sides import OVERDUE
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
_SETTLING = _SECTIONS[0][1]
_FEW = 3  # citations that may all name their source in full
_ACRONYM = 4  # a key no longer than this is one: UAE, NATO
_SCREEN = 39  # lines, and one for the prompt
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
        """Which points are compared."""
        start, end = self._diff.from_point, self._diff.to_point
        alike = start.known_at == end.known_at
        return f"{_point(start, known=not alike)} {_ARROW} {_point(end, known=True)}."

    def sections(self, *, whole: bool) -> Iterator[tuple[str, list[Line]]]:
        """Every section in its order, empty ones too."""
        by_item = self._by_item(self._moved)
        time_passes = self._diff.from_point.held_on != self._diff.to_point.held_on
        for title, verbs in _SECTIONS:
            yield title, [self._line(item, changes) for item, changes in by_item.items() if changes[0].verb in verbs]
        if whole and time_passes:
            yield "Due and promised", list(self._promises(by_item))
        else:
            promised = ((item, changes) for item, changes in by_item.items() if changes[0].verb in _PROMISES)
            yield "Due and promised", [self._line(item, changes) for item, changes in promised]
        yield "Learned or corrected by us", list(self._corrections())
        yield "What follows", list(self._consequences())
        if whole and time_passes:
            yield "Did not move", list(self._unmoved(by_item))
            yield "Not talked about", list(self._silence())
        else:
            yield "Said again", self._said_again(by_item)

    def _corrections(self) -> Iterator[Line]:
        found = self._by_item(self._corrected)
        for item, changes in found.items():
            if not _only_confirmed(changes):
                yield self._line(item, changes)
        again = [item for item, changes in found.items() if _only_confirmed(changes)]
        if again:
            yield Line("", f"More sources, nothing else new: {', '.join(again)}.")

    def _consequences(self) -> Iterator[Line]:
        for gap in self._diff.spread:
            yield Line(gap.item, f"the principals {gap.verb}: gap {gap.before} {_ARROW} {gap.after} of 6.")
        for group in self._diff.packages:
            yield Line("", f"{_enumerated(group)} trade with one another, and changed together.")
        for each in self._diff.unlocked:
            what = "fell off the table" if each.voided else "is settled"
            party = self._party(each.party)
            yield Line(each.item, f"{party} has a condition here; {each.by}, on which the item depends, {what}.")

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
            if change.party is not None or change.verb in EVIDENCE:
                continue
            before, after = change.before, change.after
            now = after.state if isinstance(after, StatusSide) else "not on the list"
            if isinstance(before, StatusSide):
                yield f"{before.state} {_ARROW} {now}." if before.state != now else f"{now}, {change.verb.value}."
            else:
                yield f"{now}."
            if told := self._told(item, change):
                yield told

    def _told(self, item: str, change: Change) -> str | None:
        """What is new on the list is told by its question, what was there by what is said of its status."""
        question = self._known.items[item].question
        if change.verb is Verb.opened and question:
            return question
        return change.after.summary if isinstance(change.after, StatusSide) else None

    def _stances(self, changes: Sequence[Change]) -> Iterator[str]:
        """First what parties moved from and to, with the analyst's words; then who is first heard, by stance."""
        for change in changes:
            if isinstance(change.before, Reading) and change.verb not in EVIDENCE:
                yield self._movement(change)
        stated = [c for c in changes if c.before is None and isinstance(c.after, Reading) and c.verb not in EVIDENCE]
        if stated and changes[0].verb not in _SETTLING:  # where something is settled, who is for it is no news
            held = groupby(stated, key=lambda change: getattr(change.after, "stance", None))
            yield f"{', '.join(self._heard(stance, list(group)) for stance, group in held if stance)}."

    def _heard(self, stance: Stance, changes: Sequence[Change]) -> str:
        condition = next(filter(None, (_condition(change.after) for change in changes)), "")
        return f"{self._hold([change.party for change in changes], stance)}{condition}"

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
        """The party's name, or its key made a name where that is shorter: "Russia"."""
        party = self._known.parties.get(key or "")
        from_key = (key or "").upper() if len(key or "") <= _ACRONYM else (key or "").replace("-", " ").title()
        return min(party.name, from_key, key=len) if party else from_key

    # -- what follows -------------------------------------------------------------------------------------------------

    def _promises(self, by_item: dict[str, list[Change]]) -> Iterator[Line]:
        """Every promise still open: what is overdue, what is new, and the rest by name."""
        still_open = [due for due in self._diff.commitments if due.state in {Status.promised.value, OVERDUE}]
        news = [due for due in still_open if due.state == OVERDUE or due.item in by_item]
        for due in sorted(news, key=lambda due: due.state != OVERDUE):
            yield self._promise(due, by_item.get(due.item, []))
        rest = [f"{due.item} ({f'by {due.due}' if due.due else 'no date'})" for due in still_open if due not in news]
        if rest:
            yield Line("", f"Promised before, and still open: {', '.join(rest)}.")

    def _promise(self, due: Due, changes: list[Change]) -> Line:
        summaries = (c.after.summary for c in changes if isinstance(c.after, StatusSide) and c.after.summary)
        told = next(summaries, self._known.items[due.item].question)
        cited = _unique(citation for change in changes for citation in change.citations)
        return Line(due.item, f"{self._due(due, changes)} {told or ''}".rstrip(), cited)

    def _due(self, due: Due, changes: list[Change]) -> str:
        if due.state == OVERDUE:
            return f"overdue, due by {due.due}; no report says that it was done."
        new = any(change.verb is Verb.promised for change in changes)
        return f"{'new' if new else 'still promised'}, {f'due by {due.due}' if due.due else 'no date'}."

    def _unmoved(self, by_item: dict[str, list[Change]]) -> Iterator[Line]:
        """Where principals stay apart: with the question where they said so again, else by name; then the rest."""
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
        rest = [each.item for each in self._diff.silence if each.status is not Status.not_raised]
        start = self._diff.from_point
        said = [
            *([f"Reported as not raised at all: {', '.join(unraised)}."] if unraised else []),
            *([f"Nothing since {start.round or start.held_on}, hardest first: {', '.join(rest)}."] if rest else []),
        ]
        if said:
            yield Line("", " ".join(said))


def _only_confirmed(changes: Iterable[Change]) -> bool:
    return all(change.verb in _CONFIRMED for change in changes)


def _evidence(changes: Iterable[Change]) -> Iterator[str]:
    for change in changes:
        whose = "the status" if change.party is None else change.party
        if change.verb is Verb.contested:
            yield f"Accounts of {whose} contradict each other."
        elif change.verb is Verb.resolved:
            yield f"Rival accounts of {whose} are settled."


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
    """Return a diff as a note in at most ``width`` columns; the first line is the checklist.

    Sections stand apart by a blank line, unless that would push the note off a screen of 40 lines.
    """
    said = note(diff, known, whole=whole)
    top = [*wrapped(said.checklist, width), *wrapped(said.span + _told_by(said, known), width)]
    sections = [[bold(title), *_lines(lines, said.main_source, width)] for title, lines in said.sections]
    if not diff.changes:
        sections = [["No changes."], *sections]
    apart = len(top) + sum(len(section) + 1 for section in sections) <= _SCREEN
    return "\n".join([*top, *(line for section in sections for line in ([""] if apart else []) + section)])


def _lines(lines: Iterable[Line], main: str | None, width: int) -> list[str]:
    return [text for line in lines for text in _written(line, main, width)]


def _told_by(said: Note, known: Frame) -> str:
    """Say which source is meant where a citation names none."""
    source = known.sources.get(said.main_source or "")
    if source is None:
        return ""
    return f" [¶] alone cites {source.key}{f' ({source.publisher})' if source.publisher else ''}."


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
    lines = [_md(said.checklist), "", _md(said.span + _told_by(said, known))]
    for title, section in said.sections:
        lines += ["", f"## {title}", ""]
        for line in section:
            about = f"**{_md(line.about)}**: " if line.about else ""
            lines.append(f"- {about}{_md(line.text + _cited(line.citations, said.main_source))}")
    return "\n".join(lines)


def _md(text: str) -> str:
    return plain_md(text.replace(_ARROW, "→"))


def diff_table(diff: Diff) -> Table:
    """Return the changes as plain rows."""
    columns = ("item", "party", "verb", "cause", "before", "after", "delta", "held_on", "citations")
    return Table(columns, [_row(change) for change in diff.changes])


def _row(change: Change) -> tuple[object, ...]:
    sides = state(change.before), state(change.after)
    words_of = change.item, change.party, change.verb.value, change.cause.value
    return *words_of, *sides, change.delta, _held(change.after), words.cited(change.citations)


def state(side: Reading | StatusSide | None) -> str | None:
    """Return the word for a side: a stance, a status, or ``overdue``."""
    if isinstance(side, StatusSide):
        return side.state
    return side.stance.value if side is not None and side.stance else None


def _held(side: Reading | StatusSide | None) -> str | None:
    held = side.held_on if isinstance(side, StatusSide) else side.held if side else None
    return str(held) if held else None


def stat_table(diff: Diff) -> Table:
    """Count the changes by verb, of each item and of each party."""
    rows: list[tuple[str, str, int, str]] = []
    for name, keys in (("item", [c.item for c in diff.changes]), ("party", [c.party for c in diff.changes])):
        for key in dict.fromkeys(filter(None, keys)):
            verbs = Counter(c.verb.value for c, own in zip(diff.changes, keys, strict=True) if own == key)
            rows.append((name, key, verbs.total(), ", ".join(f"{verb} {count}" for verb, count in verbs.items())))
    return Table(("of", "key", "changes", "verbs"), rows)
