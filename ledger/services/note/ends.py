"""What stood and what stands, each on whose word, the way between them, and days that go over an end of the diff."""

from ledger.domain.accounts import plain_words
from ledger.domain.diff import Change, Passed, StatusSide, Verb
from ledger.domain.diff.cells import beyond
from ledger.domain.diff.tenures import Tenure
from ledger.domain.diff.verbs import VERBS
from ledger.domain.entries import Entry
from ledger.domain.evidence import weigh
from ledger.domain.moments import HeldOn
from ledger.domain.points import Point
from ledger.domain.readings import Reading
from ledger.formats.document import Span
from ledger.formats.marks import conditioned
from ledger.services.note import words
from ledger.services.note.claims import Spans, doubt, places_of_words
from ledger.services.note.figures import BOTH_ENDS
from ledger.services.note.material import reading_of, said_of
from ledger.services.note.put_right import PutRightWriter
from ledger.services.note.words import mark

_NAMED_NOW = (Verb.conditioned, Verb.condition_changed)


class EndWriter(PutRightWriter):
    """Writes the two ends of a change and what lies between."""

    def when(self, entry: Entry) -> str:
        """Return the days of what was said or happened; where they go over an end, that its side is not known."""
        days = entry.held, entry.said.round
        doubt = f" ({self.side_unknown(*days)} is not known)" if self._ends_within(*days) else ""
        return f"{words.held_as_known(entry)}{doubt}"

    def side_unknown(self, held: HeldOn, stage: str | None) -> str:
        """Return what nobody knows of these days: they go over an end of the diff, or over both.

        The end is told by its day: another round may begin on it, and what was said there came after this one.
        """
        over = self._ends_within(held, stage)
        if len({end.held_on for end in over}) == 1:
            return f"whether by {words.end_of(over[0], self.material.names.rounds)} or after"
        return "on which side of the two points"

    def doubt_of_tenure(self, tenure: Tenure) -> str:
        """Return what nobody knows of the days on which a tenure began or ended, where they go over an end."""
        turned = [(tenure.held.since, tenure.began), (tenure.held.until, tenure.ended)]
        over = [days for days, told in turned if days and told and self._ends_within(days, None)]
        return f" ({self.side_unknown(over[0], None)} is not known)" if over else ""

    def _ends_within(self, held: HeldOn, stage: str | None) -> list[Point]:
        """Return the ends of the diff that lie within days, of a round or of none: they go on after those."""
        ends = self.material.diff.from_point, self.material.diff.to_point
        return [end for end in ends if held.first <= end.held_on < held.last and not end.precedes(held, stage)]

    def ends_apart(self, change: Change) -> bool:
        """Whether both ends are told with whose word each is: the one is not on the word of the other."""
        before, after = said_of(change.before), said_of(change.after)
        return before is not None and after is not None and self.apart(before, after)

    def whose_again(self, change: Change) -> str:
        """Return whose word it is that is told once more, after a comma; where it was another's before, that too."""
        after, was = said_of(change.after), self.word_before(change)
        if after is None:
            return ""
        return f"{self._told_word(after, after)}, before {was}" if was else self.word_of(after)

    def word_before(self, change: Change) -> str:
        """Return whose word it was that is told once more on another; not where accounts contradict each other."""
        before, after = said_of(change.before), said_of(change.after)
        if before is None or after is None or before.contested or after.contested:
            return ""
        again = Verb.reaffirmed in change.verbs and self.told_by_another(change)
        return self._told_word(before, before).removeprefix(", ") if again else ""

    def told_by_another(self, change: Change) -> bool:
        """Whether nobody who told what stood before, or bore it out, tells what stands now: then none says it again."""
        before, after = said_of(change.before), said_of(change.after)
        if before is None or after is None or not self.apart(before, after):
            return False
        known, of_a_party = self.material.names, change.party is not None
        told, tell = (
            [words.tellers(each.evidence, known, of_a_party=of_a_party) for each in end.accounts]
            for end in (before, after)
        )
        leading = {word for each in tell for word in each[:1]}
        return leading.isdisjoint(word for each in told for word in each)

    def each_end(self, change: Change) -> dict[str, Spans]:
        """Return both ends, each with whose word it is, where the one is not on the word of the other."""
        if change.before is None or change.after is None or not self.ends_apart(change):
            return {}
        after = reading_of(change.after)
        several = after is not None and set(places_of_words(after)) != set(after.evidence.citations)
        return {"before": self.end(change.before, cited=True), "after": self.end(change.after, cited=several)}

    def side_after(self, change: Change) -> Spans:
        """Return what stands at the end; where a step in the same word differs by its position alone, with that.

        Of who came back it is told for both ends: near is near enough to have come back.
        """
        before, after = reading_of(change.before), reading_of(change.after)
        placed = any(_other_place(step, after) for step in change.via)
        if after is None or not placed:
            return self.side(change.after)
        back = change.verb is Verb.returned and before is not None and before.position not in (None, after.position)
        where = f"{before.position}, then {after.position}" if back and before else str(after.position)
        return (*self.side(change.after), Span(f" (position {where})"))

    def came_from(self, change: Change) -> Spans:
        """Return ``Before: rejects. In between: opposes (30 Jan 2026).`` of what is contested since."""
        return (*self.stood(change), *self.way(change))

    def stood(self, change: Change) -> Spans:
        """Return `` Before: rejects.``, with its places."""
        before = reading_of(change.before)
        if before is None:
            return ()
        if before.contested:
            said = self.side(change.before) if change.party is None else self.end(before, cited=True)
        else:
            word = (*self.possibly(before), mark(before.word), *self.condition(before), Span(self.word_of(before)))
            said = self.claimed(word, before.evidence.citations)
        return (Span(" Before: "), *said, Span("."))

    def way(self, change: Change) -> Spans:
        """Return ``In between: rejects (30 Jan 2026).``, each step with its own place."""
        after = reading_of(change.after)
        end = None if self.ends_apart(change) else after
        steps = [
            self.claimed(
                (
                    *self.step_word(step, after),
                    Span(f"{self.passed(step, change.party, end)} ({words.held(step.held)})"),
                ),
                step.citations,
            )
            for step in change.via
        ]
        lead = " Before that: " if self._became(change) else " In between: "
        return (Span(lead), *words.enumerated(steps, ", then "), Span(".")) if steps else ()

    @staticmethod
    def step_word(step: Passed, after: Reading | None) -> Spans:
        """Return the word of a step, with its condition where the end has another; where the position alone tells it
        from the end, with that.
        """
        told = [f"position {step.position}"] if _other_place(step, after) else []
        if step.condition and (after is None or plain_words(step.condition) != plain_words(after.named_condition)):
            told.append(conditioned(step.score, step.condition).rstrip("."))
        return (mark(step.word), *((Span(f" ({'; '.join(told)})"),) if told else ()))

    def _became(self, change: Change) -> bool:
        """Whether what is first reported was something else before: then the word at the end is not the first one."""
        new = change.verb in (Verb.opened, Verb.stated) and not by_a_stance(change)
        return new and bool(change.via) and not self.material.diff.backwards

    def _word_now(self, change: Change, after: Reading) -> str:
        """Return whose word what stands now is; the party's own too, where what was before is told on another."""
        if Verb.condition_changed in change.verbs and self.alone_apart(change):
            return self._told_word(after, after)
        return f"{self.word_of(after)}{doubt(after)}"

    def _dropped_apart(self, change: Change) -> bool:
        """Whether all that a line leads with is a condition dropped, which another named than who tells it now."""
        return change.verb is Verb.condition_dropped and self.alone_apart(change)

    def _condition_before(self, change: Change, *, quoted: bool) -> Spans:
        """Return the condition named before; with whose word it was and its places, where no sentence tells that."""
        before = reading_of(change.before)
        named = (*self.possibly(before), *self.conditions(before, quoted=quoted))
        told = Verb.condition_changed if quoted else Verb.condition_dropped
        if before is None or told not in change.verbs or not self.alone_apart(change):
            return named
        return self.claimed((*named, Span(self._told_word(before, before))), before.evidence.citations)

    def _word_of_field(self, change: Change, verb: Verb, *, first: bool) -> str | None:
        """Return on whose word a place on the scale or a condition is, where that is not told with the stances."""
        if verb is Verb.position_moved:
            return self._placed(change, first=first)
        return self._named_by(change) if verb in _NAMED_NOW else None

    def _named_by(self, change: Change) -> str | None:
        """Return who names a condition that who leads the account does not; what tells both ends has it there."""
        after = reading_of(change.after)
        if after is None or after.contested or after.condition or not after.named_by:
            return None
        if BOTH_ENDS in VERBS[change.verb].sentence:
            return None
        known = self.material.names
        return f", {words.account(weigh(after.named_by, known.sources), known) or words.OWN_WORD}"

    def _placed(self, change: Change, *, first: bool) -> str | None:
        """Return on whose word places on a scale are, where no other is told already: of each end, where they differ.

        Whose word the stances are is told with the ``first`` verb; who placed them may be others.
        """
        ends = [self._words_of_places(said_of(side)) for side in (change.before, change.after)]
        before, after = (list(dict.fromkeys(word for word, _own in end)) for end in ends)
        own = all(word == stance for end in ends for word, stance in end)
        if not before or not after or (own and not (first and before != after)):
            return None
        if before == after and len(after) == 1:
            return f", {after[0]}" if after[0] else ""
        was, now = (" or ".join(word or words.OWN_WORD for word in end) for end in (before, after))
        return f", placed {now}, before {was}"

    def _words_of_places(self, reading: Reading | None) -> list[tuple[str, str]]:
        """Return of each account with a place on the scale whose word that is, and whose the stance is."""
        placed = [each for each in reading.accounts if each.position is not None] if reading else []
        known = self.material.names
        cited = [words.account(weigh(each.placed_by, known.sources), known) for each in placed]
        stances = [self._word(each) for each in placed]
        return [(by if each.placed_by else own, own) for each, by, own in zip(placed, cited, stances, strict=True)]


def _other_place(step: Passed, after: Reading | None) -> bool:
    """Whether a step is told from what stands at the end by its position alone."""
    if after is None or after.contested or step.word != after.word:
        return False
    return beyond(step.position, after.position)


def by_a_stance(change: Change) -> bool:
    """Whether an item is new on the list by a stance alone, without a status that anybody tells."""
    side = change.after
    return change.before is None and isinstance(side, StatusSide) and side.reading is None
