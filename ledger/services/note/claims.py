"""What a reading says, on whose word, with the place of each claim: the parts that lines are made of."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import zip_longest

from ledger.domain.accounts import Words, alike, plain_words
from ledger.domain.diff import Passed, StatusSide
from ledger.domain.entries import Citation, Entry
from ledger.domain.evidence import Evidence, voice_of, weigh
from ledger.domain.readings import Reading
from ledger.domain.tallies import tally_of
from ledger.domain.words import OVERDUE, SCORES, Confidence, Stance, Status, Voice
from ledger.formats.document import ARROW, Sentence, Span, ToldChange
from ledger.formats.marks import according_to, condition_of, conditioned, overdue
from ledger.services import counting
from ledger.services.note import words
from ledger.services.note.citing import Notes
from ledger.services.note.material import Material
from ledger.services.note.words import DisplayNames, mark

Spans = tuple[Span, ...]
CROWD = 50
"""Parties on one item from which on they are counted, and only those named who crossed."""
THE_STATUS = "the status"


class ClaimWriter:
    """Writes what stands. ``brief``: without questions and the analyst's words, where a line can be read alone."""

    def __init__(self, material: Material, *, brief: bool = False) -> None:
        self.material = material
        self.names = DisplayNames(material.names)
        self.notes = Notes(material.names, material.record, stamped=material.stamped, counting=material.counting)
        self.brief = brief

    # -- plain lines --------------------------------------------------------------------------------------------------

    def plain(self, text: str) -> Sentence:
        """Return a sentence of the program's own, which rests on the ledger as a whole."""
        parts = text.split(ARROW.text)
        spans = (span for place, part in enumerate(parts) for span in ((ARROW, Span(part)) if place else (Span(part),)))
        return Sentence(tuple(spans), self.notes.ledger())

    def claimed(self, said: Iterable[Span], citations: Iterable[Citation]) -> Spans:
        """Give the places of a claim to the claim itself; several accounts that have each their own keep those."""
        *first, last = spans = full(said)  # a span without text is not shown, nor would be its places
        if any(span.cites for span in spans):
            return spans
        return (*first, replace(last, cites=self.notes.of(citations)))

    def with_words(
        self,
        said: Iterable[Span],
        told: str | None,
        reading: Reading | None,
        rests_on: Sequence[Citation],
        figures: Sequence[Citation] = (),
    ) -> tuple[Spans, tuple[int, ...]]:
        """Add the analyst's words on a reading to a claim; return the line, and the numbers that stand at its end.

        The words are of one entry: where the claim rests on the places of others too, they stand with the claim. Those
        on accounts that contradict each other rest on all of them. ``figures`` are the places of numbers told with
        them, which others may give: they stand behind those, though the claim has them too.
        """
        claim, cites = tuple(said), self.notes.of(rests_on)
        there = {number for span in claim for number in span.cites}
        left = tuple(number for number in cites if number not in there)
        own = places_of_words(reading)
        if not told or not own or (reading is not None and reading.contested):
            cited = (*(rests_on if left else ()), *figures)
            return words.with_summary(claim, told), self.notes.of(cited) if cited else ()
        its = self.notes.of((*own, *figures))
        if not set(left) <= set(its):
            *first, last = full(claim)
            claim = (*first, replace(last, cites=(*last.cites, *left)))
        return words.with_summary(claim, told), its

    def listing(
        self, lead: str, claims: Sequence[Spans], tells: Iterable[ToldChange] = (), most: int | None = None
    ) -> Sentence:
        """Return a line that names several things, each with its places; of more than ``most`` the rest is counted.

        Without a ``lead`` the heading that it stands under says of what.
        """
        shown = claims if most is None or len(claims) <= most + 1 else claims[:most]
        left = len(claims) - len(shown)
        parts: list[words.SpanPart] = [*shown, *([f"{left:,} more"] if left else [])]
        said = (*([Span(f"{lead}: ")] if lead else []), *words.enumerated(parts), Span("."))
        return Sentence(said, () if any(span.cites for span in said) else self.notes.ledger(), tells=tuple(tells))

    # -- readings -----------------------------------------------------------------------------------------------------

    def whose(self, party: str | None) -> str:
        """Return whose cell it is."""
        return self.names.party(party) if party else THE_STATUS

    def word_of(self, reading: Reading) -> str:
        """Return whose word an account is, where it is not the party's own, after a comma.

        Where others bear out who leads it, theirs too. Accounts that contradict each other have one only where it is
        the same of all.
        """
        if reading.others and self._told_apart(reading):
            return ""
        said = self._word(reading)
        return f", {said}" if said else ""

    def word_against_none(self, reading: Reading) -> str:
        """Return the same of what is told against nothing else: open, where all of it is at first hand, goes unsaid."""
        voices = {voice_of(each, self.material.names.sources) for each in reading.evidence.citations}
        plain = reading.word == Status.open.value and voices == {Voice.first_hand}
        return "" if plain and not reading.contested else self.word_of(reading)

    def voices_of(self, reading: Reading) -> list[str]:
        """Return whose word an account is, as ``word_of`` does, each alone: who leads it, then who bears it out."""
        return words.voices(reading.evidence, self.material.names, of_a_party=reading.party is not None)

    def _word(self, reading: Reading) -> str:
        """Return whose word a reading is."""
        return self._whose_word(reading.evidence, reading.party)

    def _whose_word(self, evidence: Evidence, party: str | None) -> str:
        return words.account(evidence, self.material.names, of_a_party=party is not None)

    def _word_of_all(self, told: Reading | Passed, party: str | None) -> str:
        """Return whose word a reading is, or a step on the way."""
        if isinstance(told, Reading):
            return self._word(told)
        return self._whose_word(weigh(told.citations, self.material.names.sources, told.leading), party)

    def word_of_field(self, told: Reading | Passed, party: str | None, field: str) -> str:
        """Return whose word a position, a salience or a condition is: of those who give it, whoever leads the rest."""
        given = told.given_by.get(field, ())
        if not given:
            return self._word_of_all(told, party)
        return self._whose_word(weigh(given, self.material.names.sources, given[:1]), party)

    def word_apart(self, told: Reading | Passed, party: str | None, field: str) -> str:
        """Return the same after a comma, where the rest is told on another; the party's own too."""
        said = self.word_of_field(told, party, field)
        return "" if said == self._word_of_all(told, party) else f", {said or words.OWN_WORD}"

    def place(self, told: Reading | Passed, party: str | None) -> str:
        """Return ``position 88``, with whose word that is, where the rest is told on another."""
        return f"position {told.position}{self.word_apart(told, party, 'position')}"

    def holds(self, reading: Reading, *, voice: bool = True, undated: bool = False) -> Spans:
        """Return ``Russia demands it, by a counterpart's account``, with condition and places.

        What is only possible is marked so, unless the line says already that it is ``undated``.
        """
        if reading.contested:
            return self._rivals_hold(reading, undated=undated)
        stance = reading.stance or Stance.undecided
        whose = Span(f"{doubt(reading)}{self.word_of(reading) if voice else ''}")
        sure = "" if reading.sure or undated else " (only possible)"
        held = mark(words.holds(stance)), *self.condition(reading), Span(sure)
        return self.claimed(full((self.names.who(reading.party), Span(" "), *held, whose)), reading.evidence.citations)

    def _rivals_hold(self, reading: Reading, *, undated: bool) -> Spans:
        """Return what each account of a contested cell says, none before another."""
        apart = self._told_apart(reading)
        claims = [
            self.claimed(
                (
                    mark(words.holds(each.stance or Stance.undecided)),
                    *self.condition(each),
                    Span(self._place_apart(each, reading)),
                    *self._whose_of(each, apart),
                ),
                each.evidence.citations,
            )
            for each in reading.accounts
        ]
        marked = " (contested)" if reading.sure or undated else " (contested, only possible)"
        return (self.names.who(reading.party), Span(" "), *words.enumerated(claims, " or "), Span(marked))

    def against(self, numbers: Sequence[int]) -> Spans:
        """Return what entries said that contradicted each other, with their places; of unknown ones the numbers.

        Those that say the same stand side by side: they are no contest of their own.
        """
        known = [self.material.entries[number] for number in numbers if number in self.material.entries]
        if len(known) < len(numbers):
            return (Span(f"entries {words.listed([str(number) for number in numbers])}"),)
        groups = _by_what_they_say(known)
        held = Counter(_held_in(group[0]) for group in groups)
        told = [
            words.enumerated([self._said_by(entry, placed=held[_held_in(group[0])] > 1) for entry in group])
            for group in groups
        ]
        return words.joined(told, " against ")

    def _said_by(self, entry: Entry, *, placed: bool) -> Spans:
        values, citations = entry.said.values(), entry.said.cite
        word = str(values.get("stance") or values.get("status") or "")
        whose = self._whose_word(weigh(citations, self.material.names.sources), entry.said.cell.party)
        place = _place(values.get("position") if placed else None)
        by = Span(f"{place} by entry {entry.id}{f', {whose}' if whose else ''}")
        return self.claimed((mark(word), Span(_condition_in(word, values.get("condition"))), by), citations)

    def _told_apart(self, reading: Reading) -> bool:
        """Whether accounts that contradict each other are not all on the same word."""
        return len({self._word(each) for each in reading.accounts}) > 1

    def _whose_of(self, account: Reading, apart: bool) -> Spans:  # noqa: FBT001 - as asked for above
        """Return whose word one of several accounts is, as a span of its own; the party's own where they differ."""
        said = self._word(account) or (words.OWN_WORD if apart else "")
        return (Span(f", {said}"),) if said else ()

    def apart(self, one: Reading, other: Reading) -> bool:
        """Whether two readings do not stand on the same word: a party's own, a mediator's, an unnamed source's.

        Then each is told with whose word it is. Where accounts of either contradict each other, all must be on it.
        """
        known = one.evidence.citations and other.evidence.citations
        return (
            bool(known) and len({self._word(each) + doubt(each) for end in (one, other) for each in end.accounts}) > 1
        )

    def end(self, side: Reading | StatusSide, *, cited: bool = False, place: Spans = ()) -> Spans:
        """Return one end of a change with whose word it is, and with its places where asked for.

        ``place`` is where it is on the scale, where that is told.
        """
        reading = side.reading if isinstance(side, StatusSide) else side
        if reading is None:
            return self.side(side)
        apart = reading.contested and self._told_apart(reading)
        said = full((*self.side(side), *place, Span("" if apart else self._told_word(side, reading))))
        return self.claimed(said, places_of(reading)) if cited else said

    def _told_word(self, side: Reading | StatusSide, reading: Reading) -> str:
        """Return whose word one end is, after a comma, the party's own too; what is worked out is nobody's."""
        if worked_out(side):
            return ""
        said = self._word(reading) or _unsaid(reading.party)
        return f"{f', {said}' if said else ''}{doubt(reading)}"

    def passed(self, step: Passed, party: str | None, end: Reading | None) -> str:
        """Return whose word a step on the way is, after a comma, where it is another than that of the end told.

        What was told first is told with that another account contradicted it.
        """
        said = self._word_of_all(step, party)
        known = not step.citations or (end is not None and not end.others and said == self._word(end))
        told = "" if known else said or _unsaid(party)
        return "".join(f", {each}" for each in (told, "contradicted then" if step.contested else "") if each)

    def whose_account(self, account: Reading, reading: Reading) -> Spans:
        """Return whose word one account of a contested reading is; the party's own where another's is not."""
        return self._whose_of(account, self._told_apart(reading) and reading.party is not None)

    def by_entry(self, account: Reading, reading: Reading) -> Spans:
        """Return ``opposes by entry 2, as the media report``: one account of a contested reading, with its places."""
        there = "" if self.material.other is None else " there"
        by = Span(f"{self._place_apart(account, reading)} by entry {account.entry}{there}")
        said = (mark(account.word), *self.condition(account), by, *self.whose_account(account, reading))
        return self.claimed(said, account.evidence.citations)

    def _place_apart(self, account: Reading, reading: Reading) -> str:
        """Return `` (position 88)`` of an account that another contradicts in nothing but where it is on the scale."""
        same = [each for each in reading.accounts if _in_words(each) == _in_words(account)]
        return f" ({self.place(account, account.party)})" if len(same) > 1 and account.position is not None else ""

    def all_hold(self, readings: Sequence[Reading], more: Sequence[Spans] = ()) -> Spans:
        """Return who holds what, each claim with its places; whose word it is once, where it is the same of all.

        ``more`` is what else is told of each, behind its claim. Of a crowd it is told how many are for and against.
        """
        if len(readings) > CROWD:
            cited = dict.fromkeys(each for reading in readings for each in reading.evidence.citations)
            return self.claimed((Span(tally_of(readings).said),), cited)
        voices = {self.word_of(reading) for reading in readings}
        apart = any(reading.contested for reading in readings)
        if len(voices) > 1 or apart or any(more):
            joint = " and " if apart else ", and "  # each has whose word it is after a comma
            told = zip_longest(map(self.holds, readings), more, fillvalue=())
            return words.enumerated([(*claim, *behind) for claim, behind in told], joint)
        claims = [self.holds(reading, voice=False) for reading in readings]
        return full((*words.enumerated(claims, " and "), Span(voices.pop() if voices else "")))

    def condition(self, reading: Reading) -> Spans:
        """Return `` (if: …)`` after a stance with a condition; on a refusal `` (unless: …)``.

        One that only another of the account names is told with who names it; so is its leader's where others bear out
        the rest alone, and whose word those are is told too.
        """
        said = condition_of(reading, self.names.person)
        if said and reading.condition and self.word_apart(reading, reading.party, "condition"):
            said = according_to(said, reading.given_by["condition"], self.names.person)
        return (Span(f" ({words.unended(said)})"),) if said else ()

    def conditions(self, reading: Reading | None, *, quoted: bool = False) -> Spans:
        """Return the condition that is named; of accounts that name others than each other all, none before another."""
        named = [each for each in reading.accounts if each.named_condition] if reading else []
        said = list({plain_words(each.named_condition): each for each in reversed(named)}.values())
        apart = reading is not None and len(said) > 1 and self._told_apart(reading)
        texts = [(each, words.unended(each.named_condition or "")) for each in reversed(said)]
        told = [
            full((Span(f"“{text}”" if quoted else text), Span(self._who_names(each) if apart else "")))
            for each, text in texts
        ]
        return words.enumerated(told, " or ")

    def _who_names(self, reading: Reading) -> str:
        """Return whose word a condition is, after a comma, the party's own too."""
        return f", {self.word_of_field(reading, reading.party, 'condition') or words.OWN_WORD}"

    def side(self, side: Reading | StatusSide | None) -> Spans:
        """Return a stance or a status in its word; a contested one in the words of every account."""
        if side is None:
            return (Span("nothing"),)
        if isinstance(side, StatusSide):
            return self._status(side)
        said = {(*_in_words(each), self._place_apart(each, side)): each for each in reversed(side.accounts)}
        if len(said) == 1:
            return (*self.possibly(side), mark(side.word), *self.condition(side))
        apart = self._told_apart(side)
        named = [
            full((mark(word), *self.condition(each), Span(place), *(self._whose_of(each, apart) if apart else ())))
            for (word, _condition, place), each in reversed(said.items())
        ]
        return (*self.possibly(side), *words.enumerated(named, " or "))

    def _status(self, side: StatusSide) -> Spans:
        reading = side.reading
        if reading is None or not reading.contested:
            partly = Span(overdue(side.status, reading).removeprefix(OVERDUE) if side.overdue else "")
            return full((*self.possibly(side.rests_on), mark(side.state), partly, *self._of_its_time(side)))
        apart = self._told_apart(reading)
        return (
            *self.possibly(reading),
            *((mark(OVERDUE), Span(", ")) if side.overdue else ()),
            *words.enumerated([self._of_one(each, apart) for each in reading.accounts], " or "),
        )

    @staticmethod
    def _of_its_time(side: StatusSide) -> Spans:
        """Return `` (R1)`` after what was not raised: that is said of its time alone, whatever was raised since."""
        if side.reading is None or side.overdue or side.status is not Status.not_raised:
            return ()
        return (Span(f" ({side.reading.round or words.held(side.reading.held)})"),)

    def _of_one(self, account: Reading, apart: bool) -> Spans:  # noqa: FBT001 - as told apart above
        whose = self._word(account) or _unsaid(account.party)
        said = Span(f", {whose}" if apart and whose else "")
        return self.claimed((mark(account.word), said), account.evidence.citations)

    @staticmethod
    def possibly(reading: Reading | None) -> Spans:
        """Return ``possibly`` before a stance or a status whose days are not over at the point."""
        return (Span("possibly "),) if reading is not None and not reading.sure else ()

    @property
    def reports(self) -> str:
        """What nothing more was found in; under a floor the reports may say it, and it does not count."""
        return counting.reports(self.material.counting)

    @property
    def no_report(self) -> str:
        """What alone bears a claim that nothing we have bears."""
        return counting.no_report(self.material.counting)


def _in_words(account: Reading) -> tuple[str, str | None]:
    """Return what an account holds, as it is read: the word and the condition."""
    return account.word, plain_words(account.named_condition)


def _unsaid(party: str | None) -> str:
    """Return whose word it is where that goes without saying elsewhere."""
    return words.OWN_WORD if party is not None else "at first hand"


def _by_what_they_say(entries: Iterable[Entry]) -> list[list[Entry]]:
    """Put entries that say the same together, in the order of the first of each."""
    found: list[list[Entry]] = []
    for entry in entries:
        said = Words.of(entry.said.values())
        same = (group for group in found if all(alike(said, Words.of(each.said.values())) for each in group))
        if (group := next(same, None)) is None:
            found.append([entry])
        else:
            group.append(entry)
    return found


def _place(position: object) -> str:
    return "" if position is None else f" (position {position})"


def _held_in(entry: Entry) -> tuple[object, ...]:
    """Return what an entry holds but for its place on the scale: of those alike the places alone differ."""
    values = entry.said.values()
    return values.get("stance") or values.get("status"), plain_words(values.get("condition"))


def _condition_in(word: str, condition: object) -> str:
    """Return `` (if: …)`` after the stance of an entry that names a condition."""
    return f" ({words.unended(conditioned(SCORES.get(word), str(condition)))})" if condition else ""


def places_of(reading: Reading | None) -> tuple[Citation, ...]:
    """Return what a reading rests on: of accounts that contradict each other, what every one of them cites."""
    accounts = reading.accounts if reading else ()
    return tuple(dict.fromkeys(place for each in accounts for place in each.evidence.citations))


def places_of_words(reading: Reading | None) -> tuple[Citation, ...]:
    """Return what the entry cites whose words are told of a reading."""
    return reading.evidence.leading or reading.evidence.citations if reading else ()


def worked_out(side: Reading | StatusSide | None) -> bool:
    """Whether all that is told of an end is that a day has passed: no source says so, but one what was kept by then."""
    return isinstance(side, StatusSide) and side.overdue and overdue(side.status, side.reading) == OVERDUE


def doubt(reading: Reading) -> str:
    """Return that whoever coded it was not sure that the source means it, where that is so."""
    low = reading.values.get("confidence") == Confidence.low and not reading.contested
    return " (coded with low confidence)" if low else ""


def full(said: Iterable[Span]) -> Spans:
    """Leave out spans without text."""
    return tuple(span for span in said if span.text)
