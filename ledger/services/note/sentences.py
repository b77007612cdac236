"""Which sentence tells a verb of a change, and what stands in it."""

from collections.abc import Iterable

from ledger.domain.diff import Cause, Change, StatusSide, Verb
from ledger.domain.diff.verbs import VERBS
from ledger.domain.readings import Reading
from ledger.domain.words import Stance, Status
from ledger.formats.document import Span
from ledger.services.note import words
from ledger.services.note.claims import THE_STATUS, Spans, worked_out
from ledger.services.note.ends import EndWriter, by_a_stance
from ledger.services.note.figures import BOTH_ENDS, FiguresStand
from ledger.services.note.material import reading_of
from ledger.services.note.words import spans

_NOT_THERE = "not on the list"
_OF_ANOTHER_STATUS = {
    Verb.reaffirmed: "{after}, before {before}.",
    Verb.returned: "{party} moved there and back: {after}, before {before}.",
}
"""Of a status in another word, which is no step on the way to a settlement."""
_OF_A_STATUS = {
    Verb.reaffirmed: "{again}: {after}.",
    Verb.reworded: "{again}: {after}, told in other words.",
    Verb.unstated: "no status is on record, before {before}.",
}
_AS_BEFORE = {
    FiguresStand.as_before: "as before",
    FiguresStand.otherwise: "with other figures than before",
    FiguresStand.apart: "again",
}
"""How a status that is said again is told, by what became of its figures."""
_OF_A_SILENCE = {
    Verb.reaffirmed: "{party} is again reported as {after}.",
    Verb.reworded: "{party} is again reported as {after}, in other words.",
}
"""Who is reported as silent said nothing, and not again either."""
_AGAIN_ON_ANOTHER_WORD = {
    Verb.reaffirmed: "The same is told of {party}: {after}, before {before}.",
    Verb.reworded: "{party} is told in other words: {after}, before {before}.",
}
"""Of what one told and now another tells, or the party itself: who was only spoken of did not say it before."""
_STATUS_ON_ANOTHER_WORD = {
    Verb.reaffirmed: "{again}: {after}, before {before}.",
    Verb.reworded: "{again}, in other words: {after}, before {before}.",
}
_BACK_ON_ANOTHER_WORD = "{party} moved and came back: {after}, before {before}."
"""Of what stands at both ends as before, and not on the same word."""
FIRST_BY_US = "; first reported, by us"
_BY_GAP = (Verb.softened, Verb.hardened)
_OTHERS = "the other principals"
_BEFORE = ", before {before}"
_BY_A_STANCE = "{item} is {possibly}first reported."
"""Of an item that a stance put on the list: that it is open no source says, and the stance has its own word."""


class SentenceWriter(EndWriter):
    """Writes the sentence of one verb."""

    def sentence(self, change: Change, verb: Verb, *, first: bool) -> tuple[Spans, bool]:
        """Return the sentence of one verb, and whether each end in it stands with whose word it is."""
        template = self._after_events(change, self._template(change, verb))
        after = reading_of(change.after)
        if after is not None and verb is Verb.condition_dropped and self._dropped_apart(change):
            template = template.replace(":", f"{self._told_word(after, after)}:")
        ends = self.each_end(change) if first and BOTH_ENDS in template else {}
        told = ends or (self.ends_cited(change) if first and BOTH_ENDS in template else {})
        return spans(template, **{**self._parts(change), **_far(change, verb), **told}), bool(ends)

    def _after_events(self, change: Change, template: str) -> str:
        """Say of what comes onto the list that an event or a remark told of it before."""
        if change.verb is not Verb.opened or change.item not in self.material.diff.told_before:
            return template
        what = "stance" if by_a_stance(change) else "status"
        return template.replace("first reported", f"first reported with a {what}, after events or remarks on it")

    def _by_gap(self, change: Change, verb: Verb) -> str:
        """Return the sentence on who came nearer or went further: by name, where it is not so of all others.

        Where the others came towards it, or went, it moved, read as a whole; and where it is so of none of them.
        """
        named, others = _apart_from(change), {*self.material.names.principals} - {change.party}
        if change.countered_by_all or not named:
            return VERBS[Verb.shifted].sentence
        sentence = VERBS[verb].sentence
        if others <= {*named}:
            return sentence
        return sentence.replace(_OTHERS, "{others}")

    def _template(self, change: Change, verb: Verb) -> str:
        """Return the sentence of a verb; a status is no person, and what was not there has no before."""
        if verb is Verb.opened and by_a_stance(change):
            return _BY_A_STANCE
        if verb in _BY_GAP:
            return self._by_gap(change, verb)
        if verb is change.verb and self._became(change):
            return VERBS[verb].sentence.replace(": {after}", ": in the end {after}")
        template = (_OF_A_STATUS.get(verb) if change.party is None else None) or VERBS[verb].sentence
        if change.party is None and verb in _OF_ANOTHER_STATUS and not change.same_word:
            return _OF_ANOTHER_STATUS[verb]
        if verb in _AGAIN_ON_ANOTHER_WORD:
            template = self._told_again(change, verb) or template
        if verb is Verb.returned and self.ends_apart(change):
            return _BACK_ON_ANOTHER_WORD
        both_told = verb is not change.verb and BOTH_ENDS in VERBS[change.verb].sentence
        if VERBS[verb].group == "condition" and (both_told or tells_beside(change)):  # each end with its condition
            return template.partition(":")[0].removesuffix(" in place of {former}") + "."
        if change.before is None and change.after is not None:
            return f"{template.replace(_BEFORE, '').removesuffix('.')}{FIRST_BY_US if _BEFORE in template else ''}."
        if isinstance(change.before, StatusSide) and change.before.state == Status.open:
            return template.replace(_BEFORE, "")  # that goes without saying
        return template

    def _told_again(self, change: Change, verb: Verb) -> str | None:
        """Return how it is told that another tells the same than before; of who is silent, that it is so again."""
        if not self.told_by_another(change) or worked_out(change.after):
            return _OF_A_SILENCE[verb] if is_silent(change.after) else None
        sentence = (_AGAIN_ON_ANOTHER_WORD if change.party else _STATUS_ON_ANOTHER_WORD)[verb]
        return sentence if verb is change.verb else sentence.replace(_BEFORE, "")

    def _parts(self, change: Change) -> dict[str, words.SpanPart]:
        """Return what can stand in a sentence, by the name that the sentences have for it."""
        after = change.after
        reading, before = reading_of(after), reading_of(change.before)
        dropped = Verb.condition_dropped in change.verbs
        return {
            "item": self.names.about(change.item),
            "party": self.names.who(change.party) if change.party else Span(THE_STATUS),
            "before": self.side(change.before) if change.before else (Span(_NOT_THERE),),
            "after": self.side_after(change) if after else (Span(_NOT_THERE),),
            "possibly": self.possibly(reading),
            "again": _AS_BEFORE[self.figures_stand(change)],
            "toward": self.names.parties(change.points_toward)
            or self._anchor(change.item, _distances(change, Verb.position_moved)[0]),
            "away": self.names.parties(change.further_from),
            "others": self.names.parties(_apart_from(change)),
            "condition": self._condition_before(change, quoted=False)
            if dropped and before
            else self.conditions(reading),
            "former": self._condition_before(change, quoted=True),
            "late": words.late(after.late) if isinstance(after, StatusSide) else "",
        }

    def by_account(self, item: str, verbs: Iterable[Verb], before: Reading | None, after: Reading | None) -> str:
        """Return what is said of a party or an item by one account of several, as it stands at either end.

        That it moved goes without saying beside how far it moved.
        """
        said = [self._by_verb(item, verb, before, after) for verb in verbs]
        return words.listed([each for each in said if not any(other.startswith(f"{each} ") for other in said)])

    def _by_verb(self, item: str, verb: Verb, before: Reading | None, after: Reading | None) -> str:
        far = _went("salience" if verb is Verb.salience_moved else "position", before, after)
        more, toward = "more" if far > 0 else "less", self._anchor(item, far)
        return VERBS[verb].by_account.format(n=abs(far), more=more, toward=toward)

    def _anchor(self, key: str, far: int) -> str:
        """Return the end of the scale that a position moved to, where it moved to no party."""
        item, up = self.names.of(key), far > 0
        if item is None or item.scale is None:
            return "the high end" if up else "the low end"
        return f"“{item.scale.high if up else item.scale.low}”"


def tells_ends(change: Change) -> bool:
    """Whether the sentence of a verb tells what stands and what stood; that the same is said again is no such news."""
    return any("{after}" in VERBS[verb].sentence for verb in change.verbs if VERBS[verb].group != "wording")


def tells_beside(change: Change) -> bool:
    """Whether what accounts say that contradict each other is told behind what moved by all of them."""
    return Verb.contested in change.verbs and change.cause is Cause.moved and not tells_ends(change)


def is_silent(side: Reading | StatusSide | None) -> bool:
    """Whether a party is reported as silent, by every account."""
    return isinstance(side, Reading) and side.stance is Stance.silent and not side.contested


def _apart_from(change: Change) -> tuple[str, ...]:
    """Return the parties that a move is told by: those it came nearer to, or those it went further from."""
    return change.nearer_to if Verb.softened in change.verbs else change.further_from


def _far(change: Change, verb: Verb) -> dict[str, words.SpanPart]:
    """Return how far a position or a salience went, and which way: by accounts that differ the least and the most."""
    found = _distances(change, verb)
    least, most = (str(abs(found[place])) for place in (0, -1))
    return {"n": least if least == most else f"{least} to {most}", "more": "more" if found[0] > 0 else "less"}


def _distances(change: Change, verb: Verb) -> tuple[int, ...]:
    if verb is Verb.salience_moved:
        return change.salience_told or (_went("salience", reading_of(change.before), reading_of(change.after)),)
    return change.points_told or (change.points or 0,)


def _went(name: str, before: Reading | None, after: Reading | None) -> int:
    """Return how far a number went."""
    if before is None or after is None:
        return 0
    return int(after.values.get(name) or 0) - int(before.values.get(name) or 0)
