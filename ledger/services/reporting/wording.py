"""Changes in sentences. A template is the program's own; what stands in its places is only ever text."""

from collections.abc import Iterable, Mapping
from string import Formatter

from ledger.domain.diff import Cause, Change, StatusSide, Verb
from ledger.domain.frame import Frame
from ledger.domain.moments import HeldOn
from ledger.domain.points import Point
from ledger.domain.readings import Reading
from ledger.domain.words import SCORES, Stance
from ledger.formats.report import Kind, Sentence, Span

Part = str | Span | tuple[Span, ...]
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
_ACRONYM = 4  # a key no longer than this is one: UAE, NATO

_CELLS: Mapping[Verb, str] = {
    Verb.stated: "{party}, first heard on this: {after}.",
    Verb.unstated: "{party}: {before} is not held yet.",
    Verb.shifted: "{party} came down on one side, from {before} to {after}.",
    Verb.hardened: "{party} hardened, from {before} to {after}.",
    Verb.softened: "{party} softened, from {before} to {after}.",
    Verb.reversed: "{party} changed sides, from {before} to {after}.",
    Verb.silenced: "{party} fell silent (was {before}).",
    Verb.spoke: "{party} broke its silence: {after}.",
    Verb.withdrawn: "{party} took it off the table (was {before}).",
    Verb.resumed: "{party}, which had taken it off the table, came back to it: {after}.",
    Verb.reaffirmed: "{party} said again: {after}.",
    Verb.reworded: "{party} put it in other words: {after}.",
}
_CELLS_CORRECTED: Mapping[Verb, str] = {
    Verb.stated: "{party}: newly recorded, {after}.",
    Verb.unstated: "{party}: {before} was taken back.",
    Verb.reaffirmed: "{party}: {after} is now read from another entry.",
    Verb.reworded: "{party}: {after}, in other words than we had.",
}
_ITEMS: Mapping[Verb, str] = {
    Verb.opened: "New on the list, {after}.",
    Verb.unopened: "Not on the list yet.",
    Verb.promised: "A new promise.",
    Verb.unpromised: "Not promised yet.",
    Verb.settled: "Settled: {after}{was}.",
    Verb.reopened: "Open again: {after}{was}.",
    Verb.lapsed: "Lapsed, as time ended it{was}.",
    Verb.kept: "Kept{late}.",
    Verb.partly_kept: "Kept in part.",
    Verb.broken: "Broken.",
    Verb.voided: "Void.",
    Verb.overdue: "Overdue.",
    Verb.not_overdue: "No longer overdue.",
    Verb.advanced: "Advanced from {before} to {after}.",
    Verb.regressed: "Fell back from {before} to {after}.",
    Verb.reaffirmed: "Still {after}.",
    Verb.reworded: "Still {after}, told in other words.",
}
_EVIDENCE: Mapping[Verb, str] = {
    Verb.contested: "Accounts of {whose} contradict each other.",
    Verb.resolved: "Rival accounts of {whose} are settled.",
    Verb.corroborated: "More independent sources for {whose}: {sure}.",
    Verb.uncorroborated: "Fewer independent sources for {whose}: {sure}.",
    Verb.cited: "One more place is cited for {whose}: {sure}.",
    Verb.uncited: "A citation for {whose} was dropped: {sure}.",
}
_CORRECTED = "{party}: we now read {after}, where we had {before}."
_ITEM_CORRECTED = "We now read {after}, where we had {before}."


def spans(template: str, /, **parts: Part) -> tuple[Span, ...]:
    """Fill a template of the program's own; nothing in the parts is looked at."""
    found: list[Span] = []
    for literal, name, _spec, _conversion in Formatter().parse(template):
        if literal:
            found.append(Span(literal))
        part = parts[name] if name else ()
        found += part if isinstance(part, tuple) else [Span(part) if isinstance(part, str) else part]
    return tuple(found)


def with_summary(said: tuple[Span, ...], summary: str | None) -> tuple[Span, ...]:
    """Add the analyst's words, as a sentence of its own."""
    return (*said, Span(" "), Span(summary, Kind.said)) if summary else said


def about(item: str, sentences: Iterable[Sentence], question: str | None = None) -> tuple[Sentence, ...]:
    """Let the first of these sentences begin with the item they are about, and its question where it is given."""
    first, *rest = sentences
    asked = (Span(" ("), Span(question.rstrip("."), Kind.question), Span(")")) if question else ()
    return Sentence((Span(item, Kind.item), *asked, Span(": "), *first.spans), first.notes), *rest


def day(held: HeldOn) -> str:
    """Return ``4 Feb 2026``, ``Feb 2026`` or ``2026``."""
    month = _MONTHS[held.last.month - 1]
    full = f"{held.last.day} {month} {held.last.year}"
    return {4: str(held.last.year), 7: f"{month} {held.last.year}"}.get(len(str(held)), full)


def point_name(point: Point) -> str:
    """Return what a point is called: ``R2``, ``now``, a day."""
    return point.round or ("now" if point.is_now else point.held_on.isoformat())


def signed(score: float) -> str:
    """Return ``+3``, ``0``, ``−2``."""
    return f"+{score:g}" if score > 0 else f"{score:g}".replace("-", "−")


def stance_word(word: str | None) -> str:
    """Return ``demands (+3)``, or the bare word where it has no score."""
    score = SCORES.get(word or "")
    return word or "nothing" if score is None else f"{word} ({signed(score)})"


class Names:
    """Names that stand for keys."""

    def __init__(self, known: Frame) -> None:
        self._known = known

    def item(self, key: str) -> str:
        """Return an item's title."""
        item = self._known.items.get(key)
        return item.title if item else key

    def party(self, key: str | None) -> str:
        """Return a party's name, or its key made a name where that is shorter: "Russia"."""
        given = key or ""
        from_key = given.upper() if len(given) <= _ACRONYM else given.replace("-", " ").title()
        party = self._known.parties.get(given)
        return min(party.name, from_key, key=len) if party else from_key

    def question(self, key: str) -> str | None:
        """Return the sentence that stances on an item are for or against."""
        item = self._known.items.get(key)
        return item.question if item else None


class Wording:
    """Says what a change is."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def change(self, change: Change) -> tuple[Span, ...]:
        """Return one change as a sentence, the analyst's words after it."""
        if change.verb in _EVIDENCE:
            return spans(_EVIDENCE[change.verb], whose=self.whose(change.party), sure=_sure(change))
        if change.party is None:
            return self._item(change)
        return self._cell(change)

    def whose(self, party: str | None) -> tuple[Span, ...]:
        """Return whose cell it is: a party's stance, or an item's status."""
        if party is None:
            return (Span("its status"),)
        return Span("the stance of "), Span(self._names.party(party), Kind.party)

    def holds(self, reading: Reading) -> tuple[Span, ...]:
        """Return ``Russia demands (+3)``, with the condition where there is one."""
        return (Span(self._names.party(reading.party), Kind.party), Span(" "), *self.stance(reading))

    def stance(self, reading: Reading) -> tuple[Span, ...]:
        """Return what a reading says in its word, with the condition where there is one."""
        word = Span(stance_word(reading.stance or reading.status), Kind.word)
        condition = reading.values.get("condition") if reading.stance is Stance.conditional else None
        if not condition:
            return (word,)
        return word, Span(" (if: "), Span(str(condition).rstrip("."), Kind.said), Span(")")

    def _cell(self, change: Change) -> tuple[Span, ...]:
        before, after = (side if isinstance(side, Reading) else None for side in (change.before, change.after))
        template = _CELLS[change.verb]
        if change.cause is Cause.corrected:
            template = _CELLS_CORRECTED.get(change.verb, _CORRECTED)
        said = spans(
            template,
            party=Span(self._names.party(change.party), Kind.party),
            before=self.stance(before) if before else (),
            after=self.stance(after) if after else (),
        )
        return with_summary((*said, *_passed(change)), after.summary if after else None)

    def _item(self, change: Change) -> tuple[Span, ...]:
        before, after = (side if isinstance(side, StatusSide) else None for side in (change.before, change.after))
        template = _ITEMS[change.verb]
        if change.cause is Cause.corrected and before and after and before.state != after.state:
            template = _ITEM_CORRECTED
        was = spans(" (was {word})", word=_state(before)) if before else ()
        said = spans(template, before=_state(before), after=_state(after), was=was, late=_late(after))
        told = after.summary if after else None
        return with_summary((*said, *_passed(change)), told)


def _passed(change: Change) -> tuple[Span, ...]:
    """Return what counted for a while in between, each with its day."""
    steps = [(Span(stance_word(step.word), Kind.word), Span(f", {day(step.held)}")) for step in change.via]
    told = [span for place, step in enumerate(steps) for span in (Span("; " if place else " In between: "), *step)]
    return (*told, Span(".")) if told else ()


def _late(side: StatusSide | Reading | None) -> str:
    days = side.late if isinstance(side, StatusSide) else None
    return f", {days} {'day' if days == 1 else 'days'} late" if days else ""


def _state(side: StatusSide | None) -> Span:
    return Span(side.state if side else "nothing", Kind.word)


def _sure(change: Change) -> str:
    side = change.after if change.after is not None else change.before
    reading = side.rests_on if isinstance(side, StatusSide) else side
    if reading is None or reading.evidence.grade is None:
        return "none"
    return f"{reading.evidence.grade} ×{reading.evidence.independent_sources}"
