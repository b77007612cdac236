"""Changes in sentences, each with what it rests on."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ledger.domain.diff import EVIDENCE, Cause, Change, StatusSide, Verb
from ledger.domain.entries import STATEMENTS, Citation, Counts
from ledger.domain.readings import Reading
from ledger.domain.wording import Piece, phrase_diff
from ledger.domain.words import Stance, Status
from ledger.formats.document import Kind, Span
from ledger.services.reporting.wording import Names, spans

ARROW = "->"
SETTLING = frozenset({Verb.settled, Verb.lapsed, Verb.kept, Verb.voided})
CONFIRMED = frozenset({Verb.corroborated, Verb.uncorroborated, Verb.cited, Verb.uncited, Verb.reaffirmed})
"""Verbs under which the same is said as before, whatever it rests on."""

Spans = tuple[Span, ...]
_ARROW = Span(f" {ARROW} ")
_KINDS = {Piece.same: Kind.said, Piece.gone: Kind.gone, Piece.new: Kind.new}
_OPEN, _PROMISED = Status.open.value, Status.promised.value
_CONTESTED = "Accounts of {whose} contradict each other{where}."


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence, and what it rests on. A span of the kind ``item`` holds the item's key."""

    spans: Spans
    citations: tuple[Citation, ...] = ()

    @classmethod
    def plain(cls, text: str, *rests_on: Change) -> "Clause":
        """Return a sentence of the program's own words."""
        return cls((Span(text),), cited(rests_on))


def cited(changes: Iterable[Change]) -> tuple[Citation, ...]:
    """Return what changes rest on, every place once."""
    return unique(citation for change in changes for citation in change.rests_on)


def is_confirmed(change: Change) -> bool:
    """Whether a change only says the same again, with nothing else said in between."""
    return change.verb in CONFIRMED and not change.via


def unique(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """Return citations, every place in every source once."""
    return tuple({(citation.source, citation.at): citation for citation in citations}.values())


def enumerated(parts: Sequence[Spans | str]) -> Spans:
    """Return ``a, b and c``."""
    found: list[Span] = []
    for place, part in enumerate(parts):
        joint = "" if place == 0 else " and " if place == len(parts) - 1 else ", "
        found += [*([Span(joint)] if joint else []), *([Span(part)] if isinstance(part, str) else part)]
    return tuple(found)


class Sentences:
    """Turns the changes of one item into sentences.

    ``two`` ledgers: what is corrected is told differently by them. ``back``: the causes under which a diff runs back,
    from later to earlier days or from what was known later to what was known before.
    """

    def __init__(self, names: Names, *, two: bool = False, back: frozenset[Cause] = frozenset()) -> None:
        self._names = names
        self._two = two
        self._back = back

    def of(self, item: str, changes: Sequence[Change]) -> list[Clause]:
        """Say what changed on an item: its status, who moved from where to where, who is first heard, what it rests on.

        What only says the same again is left out, unless there is nothing else.
        """
        said = [change for change in changes if not is_confirmed(change)] or list(changes)
        return [*self._status(item, said), *self._asked(item, said), *self._evidence(said)]

    def _asked(self, item: str, changes: Sequence[Change]) -> Iterator[Clause]:
        """Say what parties hold, after the question that it is for or against, unless that has been told."""
        clauses = list(self._stances(changes))
        question = self._names.question(item)
        told = any(change.verb is Verb.opened for change in changes)
        if clauses and question and not told and any(isinstance(change.after, Reading) for change in changes):
            asked = (Span('"'), Span(question, Kind.question), Span('" '))
            yield Clause((*asked, *clauses[0].spans), clauses[0].citations)
            clauses = clauses[1:]
        yield from clauses

    def party(self, key: str | None) -> Span:
        """Return a party's name."""
        return Span(self._names.party(key), Kind.party)

    def held(self, parties: Sequence[str | None], stance: Stance) -> Spans:
        """Return ``Russia demands``, ``Russia and Ukraine support``."""
        many = len(parties) > 1
        is_verb = stance.value.endswith("s")
        verb = (stance.value.removesuffix("s") if many else stance.value) if is_verb else stance.value
        be = "" if is_verb else "are " if many else "is "
        return (*enumerated([(self.party(party),) for party in parties]), Span(f" {be}"), Span(verb, Kind.word))

    def _differs(self, change: Change) -> bool:
        """Whether the two sides are two ledgers on one day, rather than two points of one."""
        return self._two and change.cause is Cause.corrected

    # -- statuses -----------------------------------------------------------------------------------------------------

    def _status(self, item: str, changes: Iterable[Change]) -> Iterator[Clause]:
        for change in changes:
            if change.party is None and change.verb not in EVIDENCE:
                told = self._told(item, change)
                state = self._state(change, told=bool(told))
                parts = [part for part in (state, told) if part]
                yield Clause(tuple(span for part in _joined(parts) for span in part), cited([change]))

    def _state(self, change: Change, *, told: bool) -> Spans:
        before, after = (side if isinstance(side, StatusSide) else None for side in (change.before, change.after))
        if after is None:
            return spans("{was} {arrow} {off}.", was=_word(before), arrow=ARROW, off=self._off(change))
        if before is None and self._differs(change):
            return spans("not on the list {arrow} {now}.", arrow=ARROW, now=_word(after))
        if before is None:
            is_plain = change.verb is Verb.opened and after.state == _OPEN
            return () if is_plain and told else (*_passed(change), _word(after), Span("."))
        if before.state == after.state and not change.via:
            return spans("{now}, {verb}.", now=_word(after), verb=change.verb.value)
        if before.state == _PROMISED and change.verb in SETTLING | {Verb.broken, Verb.partly_kept}:
            return (*_passed(change), _word(after), Span("."))  # what is kept or broken was a promise
        return _word(before), _ARROW, *_passed(change), _word(after), Span(".")

    def _off(self, change: Change) -> str:
        return "not on the list yet" if change.cause in self._back else "not on the list"

    def _told(self, item: str, change: Change) -> Spans:
        """What is new on the list is told by its question, what was there by what is said of its status."""
        question = self._names.question(item)
        if change.verb is Verb.opened and question:
            return (Span(question, Kind.question),)
        if not isinstance(change.after, StatusSide):
            return ()
        return _remark(change, change.after.reading)

    # -- stances ------------------------------------------------------------------------------------------------------

    def _stances(self, changes: Sequence[Change]) -> Iterator[Clause]:
        """First what parties moved from and to, with the analyst's words; then who is first heard, by stance."""
        cells = [change for change in changes if change.party is not None and change.verb not in EVIDENCE]
        for change in cells:
            if isinstance(change.before, Reading) and isinstance(change.after, Reading):
                yield Clause(self._movement(change, change.before, change.after), cited([change]))
        gone = [change for change in cells if change.after is None]
        if gone:
            yield Clause((Span(f"{self._gone(gone[0])}: "), *self._holds(gone), Span(".")), cited(gone))
        stated = [change for change in cells if change.before is None and isinstance(change.after, Reading)]
        if stated and (changes[0].verb not in SETTLING or self._two):
            yield from self._first_heard(stated)  # where something is settled, who is for it is no news

    def _first_heard(self, stated: Sequence[Change]) -> Iterator[Clause]:
        """First those that are heard where they stay, then each that has moved on since it was first heard."""
        if staying := [change for change in stated if not change.via]:
            yield self._heard(staying)
        for change in stated:
            if change.via and isinstance(change.after, Reading):
                to = (_stance(change.after), *condition(change.after))
                yield Clause((self.party(change.party), Span(" "), *_passed(change), *to, Span(".")), cited([change]))

    def _heard(self, stated: Sequence[Change]) -> Clause:
        lead = (Span("Only there: "),) if self._differs(stated[0]) else ()
        return Clause((*lead, *self._holds(stated), Span(".")), cited(stated))

    def _holds(self, changes: Iterable[Change]) -> Spans:
        """Return who holds what, parties of one stance together: where it is new after, where it is gone before."""
        sides = [(change.party, change.after or change.before) for change in changes]
        groups = groupby(sides, key=lambda side: getattr(side[1], "stance", None))
        return _listed([self._hold(stance, list(group)) for stance, group in groups if stance])

    def _hold(self, stance: Stance, sides: Sequence[tuple[str | None, object]]) -> Spans:
        conditions = (condition(side) for _party, side in sides if isinstance(side, Reading))
        return (*self.held([party for party, _side in sides], stance), *next(filter(None, conditions), ()))

    def _movement(self, change: Change, before: Reading, after: Reading) -> Spans:
        who, was = self.party(change.party), _stance(before)
        if before.stance is after.stance and not change.via:
            turn = spans("{who} {was}, {verb}{how}", who=who, was=was, verb=change.verb.value, how=_reworded(change))
        else:
            turn = (who, Span(" "), was, _ARROW, *_passed(change), _stance(after), *condition(after))
        told = _remark(change, after)
        return (*turn, Span(". " if told else "."), *told)

    def _gone(self, change: Change) -> str:
        if self._differs(change):
            return "Only here"
        if change.cause is Cause.moved:
            return "Not held yet" if change.cause in self._back else "No longer held"
        return "Not recorded yet" if change.cause in self._back else "Taken back"

    # -- what it rests on ---------------------------------------------------------------------------------------------

    def _evidence(self, changes: Iterable[Change]) -> Iterator[Clause]:
        for change in changes:
            if change.verb is Verb.contested:
                where = " there" if self._differs(change) else ""
                yield Clause(spans(_CONTESTED, whose=self.whose(change.party), where=where), change.citations)
            elif change.verb is Verb.resolved and change.after is not None:
                yield Clause(spans(self._resolved(change), whose=self.whose(change.party)), change.citations)

    def _resolved(self, change: Change) -> str:
        if self._differs(change):
            return "Accounts of {whose} do not contradict each other there."
        if change.cause in self._back:
            return "Accounts of {whose} do not contradict each other yet."
        return "Rival accounts of {whose} are settled."

    def whose(self, party: str | None) -> Spans:
        """Return whose cell it is: the stance of a party, or the status."""
        return (Span("the stance of "), self.party(party)) if party else (Span("the status"),)


def condition(reading: Reading) -> Spans:
    """Return ``(if: …)`` after a conditional stance."""
    said = reading.values.get("condition") if reading.stance is Stance.conditional else None
    return (Span(" (if: "), Span(str(said).rstrip("."), Kind.said), Span(")")) if said else ()


def is_remark(change: Change) -> bool:
    """Whether a change is of the analyst's own words alone, not of what the party or the status says."""
    before, after = (side.reading if isinstance(side, StatusSide) else side for side in (change.before, change.after))
    if change.verb is not Verb.reworded or before is None or after is None:
        return False
    wording = STATEMENTS[after.kind].counting(Counts.wording)
    return all(before.values.get(name) == after.values.get(name) for name in wording)


def _stance(reading: Reading) -> Span:
    return Span(reading.stance.value if reading.stance else "?", Kind.word)


def _word(side: StatusSide | None) -> Span:
    late = f", {side.late} {'day' if side.late == 1 else 'days'} late" if side and side.late else ""
    return Span(f"{side.state}{late}" if side else "", Kind.word)


def _passed(change: Change) -> Spans:
    """Return ``rejects (2026-01-30) -> `` for each step on the way; the way to the last is the caller's."""
    return tuple(span for step in change.via for span in (Span(step.word, Kind.word), Span(f" ({step.held})"), _ARROW))


def _joined(parts: Sequence[Spans]) -> Iterator[Spans]:
    for place, part in enumerate(parts):
        yield (Span(" "), *part) if place else part


def _listed(parts: Sequence[Spans]) -> Spans:
    return tuple(span for place, part in enumerate(parts) for span in ((Span(", "), *part) if place else part))


def _remark(change: Change, after: Reading | None) -> Spans:
    """Return the analyst's words; where they alone are what a correction changed, word by word."""
    if after is None or not after.summary:
        return ()
    before = change.before.reading if isinstance(change.before, StatusSide) else change.before
    old = before.summary if isinstance(before, Reading) else None
    if change.verb is Verb.reworded and change.cause is Cause.corrected and old:
        return _worded(old, after.summary)
    return (Span(after.summary, Kind.said),)


def _reworded(change: Change) -> Spans:
    """Return what differs of a stance put otherwise: its condition word by word, numbers from and to."""
    if change.verb is not Verb.reworded:
        return ()
    assert isinstance(change.before, Reading) and isinstance(change.after, Reading)  # noqa: PT018 - both, or neither
    before, after = change.before.values, change.after.values
    weights = (Counts.wording, Counts.remark) if change.cause is Cause.corrected else (Counts.wording,)
    fields = [name for weight in weights for name in STATEMENTS[change.after.kind].counting(weight)]
    differing = [name for name in fields if name != "summary" and before.get(name) != after.get(name)]
    said = [_field(name, before.get(name), after.get(name)) for name in differing]
    return (Span(" ("), *_listed(said), Span(")")) if said else ()


def _field(name: str, before: object, after: object) -> Spans:
    if name == "condition":
        return (Span("if: "), *_worded(str(before or "").rstrip("."), str(after or "").rstrip(".")))
    return (Span(f"{name} {_or_none(before)} {ARROW} {_or_none(after)}"),)


def _or_none(value: object) -> str:
    return "none" if value is None else str(value)


def _worded(before: str, after: str) -> Spans:
    return tuple(Span(text, _KINDS[piece]) for piece, text in phrase_diff(before, after))
