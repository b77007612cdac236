"""What stood and what stands, each on whose word, the way between them, and days that go over an end of the diff."""

from ledger.domain.accounts import plain_words
from ledger.domain.diff import Cause, Change, Passed, StatusSide, Verb
from ledger.domain.diff.cells import beyond
from ledger.domain.diff.tenures import Tenure
from ledger.domain.diff.verbs import VERBS
from ledger.domain.entries import Citation, Entry
from ledger.domain.moments import HeldOn
from ledger.domain.points import Point
from ledger.domain.readings import Reading
from ledger.formats.document import Span
from ledger.formats.marks import according_to, conditioned
from ledger.services.note import words
from ledger.services.note.claims import Spans, doubt, places_of, places_of_words, worked_out
from ledger.services.note.figures import BOTH_ENDS
from ledger.services.note.material import reading_of, said_of
from ledger.services.note.put_right import PutRightWriter
from ledger.services.note.words import mark

_NAMED_NOW = (Verb.conditioned, Verb.condition_changed)
OF_A_NUMBER = {Verb.position_moved: "position", Verb.salience_moved: "salience"}


class EndWriter(PutRightWriter):
    """Writes the two ends of a change and what lies between."""

    def when(self, entry: Entry) -> str:
        """Return the days of what was said or happened; where they go over an end, that its side is not known.

        Of what has its round alone, that the round goes on: it may have lasted as long.
        """
        days = entry.held, entry.said.round
        over = self._ends_within(*days)
        if over and entry.by_round:
            until = " and ".join(dict.fromkeys(words.end_of(end, self.material.names.rounds) for end in over))
            return f"{words.held_as_known(entry)} (going on after {until})"
        doubt = f" ({self.side_unknown(*days)} is not known)" if over else ""
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
        return f"{self._told_word(after, after)}, before {was}" if was else self.word_against_none(after)

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

    def each_end(self, change: Change, places: tuple[Spans, Spans] = ((), ())) -> dict[str, Spans]:
        """Return both ends, each with whose word it is, where the one is not on the word of the other.

        ``places`` are where on the scale the one and the other is, where that is told.
        """
        if change.before is None or change.after is None or not self.ends_apart(change):
            return {}
        after = reading_of(change.after)
        several = after is not None and set(places_of_words(after)) != set(after.evidence.citations)
        return {
            "before": self.end(change.before, cited=True, place=places[0]),
            "after": self.end(change.after, cited=several, place=places[1]),
        }

    def ends_cited(self, change: Change) -> dict[str, Spans]:
        """Return what stood with its places, where both ends are on one word and those of what stands are others.

        What stands has its own at the end of the line; here too, where what stood has them all.
        """
        if not self._cited_otherwise(change):
            return {}
        was, now = (places_of(said_of(side)) for side in (change.before, change.after))
        cited = {"before": self.claimed(self.side(change.before), was)}
        return cited | ({"after": self.claimed(self.side_after(change), now)} if set(now) <= set(was) else {})

    @staticmethod
    def _cited_otherwise(change: Change) -> bool:
        """Whether what stood is cited from places that what stands is not."""
        was, now = (
            {(place.source, place.at) for place in places_of(said_of(side))} for side in (change.before, change.after)
        )
        return change.after is not None and not was <= now and not worked_out(change.before)

    def side_after(self, change: Change) -> Spans:
        """Return what stands at the end; where a step in the same word differs by its position alone, with that.

        Of who came back it is told for both ends: near is near enough to have come back.
        """
        before, after = reading_of(change.before), reading_of(change.after)
        placed = any(_other_place(step, after) for step in change.via)
        if after is None or not placed:
            return self.side(change.after)
        back = change.verb is Verb.returned and before is not None and before.position not in (None, after.position)
        where = self.place(after, change.party)
        if back and before:
            was, now = (self.word_of_field(each, change.party, "position") for each in (before, after))
            whose = "" if was == now else f", {was or words.OWN_WORD}"
            then = f", {now or words.OWN_WORD}" if whose else self.word_apart(after, change.party, "position")
            where = f"position {before.position}{whose}, then {after.position}{then}"
        return (*self.side(change.after), Span(f" ({where})"))

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
        """Return ``In between: rejects (30 Jan 2026).``, each step with its own place, and who told the end first."""
        after = reading_of(change.after)
        end = None if self.ends_apart(change) else after
        steps = [
            self.claimed(
                (
                    *self.step_word(step, change),
                    Span(f"{self.passed(step, change.party, end)} ({words.held(step.held)})"),
                ),
                step.citations,
            )
            for step in change.via
        ]
        lead = " Before that: " if self._became(change) else " In between: "
        told = (Span(lead), *words.enumerated(steps, ", then "), Span(".")) if steps else ()
        return (*told, *self._told_first(change, end))

    def _told_first(self, change: Change, end: Reading | None) -> Spans:
        """Return `` First reported so: 30 Jan 2026, by its own word.`` of what one end of a move was told again since.

        What is new and was nothing else on the way has it in its sentence.
        """
        first = change.first if change.via or said_of(change.before) is not None else None
        if first is None:
            return ()
        after = reading_of(change.after)
        of_both = {Verb.position_moved, Verb.salience_moved}.issubset(change.verbs)  # it tells of the place alone
        apart = after is not None and (of_both or first.position != after.position) and first.position is not None
        place = f" ({self.place(first, change.party)})" if apart else ""
        said = f" First reported so: {words.held(first.held)}{place}{self.passed(first, change.party, end)}"
        figures = self.figures_first(change)
        said += f"; {figures}" if figures else ""
        return (*self.claimed((Span(said),), first.citations), Span("."))

    def step_word(self, step: Passed, change: Change) -> Spans:
        """Return the word of a step, with its condition where the end has another; where the position alone tells it
        from an end, or from another step, with that.
        """
        party, after = change.party, reading_of(change.after)
        apart_from = (reading_of(change.before), *change.via, after)
        told = [self.place(step, party)] if any(_other_place(step, each) for each in apart_from) else []
        if step.condition and (after is None or plain_words(step.condition) != plain_words(after.named_condition)):
            said = words.unended(conditioned(step.score, step.condition))
            apart = self.word_apart(step, party, "condition")
            told.append(according_to(said, step.given_by["condition"], self.names.person) if apart else said)
        return (mark(step.word), *((Span(f" ({'; '.join(told)})"),) if told else ()))

    def _became(self, change: Change) -> bool:
        """Whether what is first reported was something else before: then the word at the end is not the first one."""
        new = change.verb in (Verb.opened, Verb.stated) and not by_a_stance(change)
        return new and bool(change.via) and not self.material.diff.backwards

    def _word_now(self, change: Change, after: Reading) -> str:
        """Return whose word what stands now is; the party's own too, where what was before is told on another."""
        if Verb.condition_changed in change.verbs and self._named_apart(change):
            return f"{self._who_names(after)}{doubt(after)}"
        before = said_of(change.before)
        against = before is not None and (before.contested or before.word != after.word)
        return f"{self.word_of(after) if against else self.word_against_none(after)}{doubt(after)}"

    def _dropped_apart(self, change: Change) -> bool:
        """Whether all that a line leads with is a condition dropped, which another named than who tells it now."""
        return change.verb is Verb.condition_dropped and self._named_apart(change)

    def _named_apart(self, change: Change) -> bool:
        """Whether a condition named before is another's word than what stands now, of a line that tells not both ends.

        They may be two of one account, that neither leads.
        """
        before, after = said_of(change.before), said_of(change.after)
        if self.alone_apart(change) or before is None or after is None or before.contested or after.contested:
            return self.alone_apart(change)
        if change.cause is not Cause.moved or BOTH_ENDS in VERBS[change.verb].sentence:
            return False
        was = self.word_of_field(before, change.party, "condition")
        return was != self.word_of_field(after, change.party, "condition")

    def _condition_before(self, change: Change, *, quoted: bool) -> Spans:
        """Return the condition named before; with whose word it was and its places, where no sentence tells that."""
        before = reading_of(change.before)
        named = (*self.possibly(before), *self.conditions(before, quoted=quoted))
        told = Verb.condition_changed if quoted else Verb.condition_dropped
        if before is None or told not in change.verbs or BOTH_ENDS in VERBS[change.verb].sentence:
            return named
        if not self._named_apart(change):
            return self.claimed(named, places_of(before)) if self._cited_otherwise(change) else named
        cited = before.given_by.get("condition", before.evidence.citations)
        return self.claimed((*named, Span(f"{self._who_names(before)}{doubt(before)}")), cited)

    def _word_of_field(self, change: Change, verb: Verb, *, first: bool) -> tuple[str, Spans] | None:
        """Return on whose word a place on the scale, a salience or a condition is, where no stance is told on it, and
        on whose it was, with its places.
        """
        if verb in OF_A_NUMBER:
            placed = "placed " if verb is Verb.position_moved else ""
            return self._placed(change, OF_A_NUMBER[verb], first=first, placed=placed)
        named_by = self._named_by(change) if verb in _NAMED_NOW else None
        return (named_by, ()) if named_by else None

    def _named_by(self, change: Change) -> str | None:
        """Return who names a condition that who leads the account does not; what tells both ends has it there."""
        after = reading_of(change.after)
        if after is None or after.contested or BOTH_ENDS in VERBS[change.verb].sentence:
            return None
        return self.word_apart(after, change.party, "condition") or None

    def _placed(self, change: Change, field: str, *, first: bool = False, placed: str = "") -> tuple[str, Spans] | None:
        """Return on whose word places on a scale, or saliences, are, where no other is told already: of each end, where
        they differ, with the places of the earlier.

        Whose word the stances are is told with the ``first`` verb; who ``placed`` them may be others.
        """
        ends = [self._words_of_field(said_of(side), field) for side in (change.before, change.after)]
        before, after = (list(dict.fromkeys(word for word, _own in end)) for end in ends)
        own = all(word == stance for end in ends for word, stance in end)
        if not before or not after or (own and not (first and before != after)):
            return None
        if before == after and len(after) == 1:
            whose = after[0] or ("" if first else words.OWN_WORD)
            return f", {whose}" if whose else "", ()
        was, now = (" or ".join(word or words.OWN_WORD for word in end) for end in (before, after))
        return f", {placed}{now}", self.claimed((Span(f", before {was}"),), _giving(said_of(change.before), field))

    def _words_of_field(self, reading: Reading | None, field: str) -> list[tuple[str, str]]:
        """Return of each account that gives a place on the scale, or a salience, whose word it is and the stance."""
        given = [each for each in reading.accounts if each.values.get(field) is not None] if reading else []
        return [(self.word_of_field(each, each.party, field), self._word(each)) for each in given]


def _giving(reading: Reading | None, field: str) -> tuple[Citation, ...]:
    """Return the places where a field is given: of accounts that contradict each other, in each that has it."""
    given = [each for each in reading.accounts if each.values.get(field) is not None] if reading else []
    return tuple(dict.fromkeys(place for each in given for place in each.given_by.get(field) or places_of(each)))


def _other_place(step: Passed, other: Reading | Passed | None) -> bool:
    """Whether a step is told from what stands at an end, or from another step, by its position alone."""
    if other is None or other.contested or step.word != other.word:
        return False
    return beyond(step.position, other.position)


def is_overdue(side: Reading | StatusSide | None) -> bool:
    """Whether that a day has passed is what is told of an end, which no source says."""
    return isinstance(side, StatusSide) and side.overdue


def by_a_stance(change: Change) -> bool:
    """Whether an item is new on the list by a stance alone, without a status that anybody tells."""
    side = change.after
    return change.before is None and isinstance(side, StatusSide) and side.reading is None
