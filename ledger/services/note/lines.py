"""One fact a line: what a change, a reading or a promise says, with whose word it is and the place of each claim."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from ledger.domain.blocs import Blocs
from ledger.domain.diff import EVIDENCE, MOVES, Cause, Change, Passed, StatusSide, Verb
from ledger.domain.diff.verbs import VERBS
from ledger.domain.entries import Citation, DiffMeaning
from ledger.domain.moments import HeldOn
from ledger.domain.readings import Reading
from ledger.domain.words import Matter, SettlementKind
from ledger.formats.document import Sentence, Span, Style, ToldChange
from ledger.services.note import words
from ledger.services.note.by_account import moves_by_account
from ledger.services.note.claims import CROWD, Spans, doubt, full, places_of, places_of_words, worked_out
from ledger.services.note.ends import OF_A_NUMBER, by_a_stance
from ledger.services.note.material import WhyAbsent, reading_of, said_of
from ledger.services.note.otherwise import fields_otherwise
from ledger.services.note.put_right import accounts_put_right, figures_in
from ledger.services.note.sentences import FIRST_BY_US, SentenceWriter, is_silent, tells_beside, tells_ends

_WORDING = (DiffMeaning.wording,)
_COUNTS = {
    None: ("newly recorded", "recorded then and taken back since"),
    WhyAbsent.rejected: ("rejected before and counted again", "recorded then and rejected since"),
    WhyAbsent.taken_back: ("taken back before and recorded again", "recorded then and taken back since"),
    WhyAbsent.unaccepted: ("accepted since", "counted then and no more since"),
    WhyAbsent.elsewhere: ("recorded elsewhere before", "recorded then and put elsewhere since"),
    WhyAbsent.uncounted: ("recorded before and counted now", "counted then and no more since"),
}
"""Before what counts at the end alone, by why it does not at the start: read forwards, and read backwards."""
_COUNTS_NOT = {
    None: ("was taken back", "was not recorded yet"),
    WhyAbsent.rejected: ("was rejected in review", "was rejected in review then"),
    WhyAbsent.taken_back: ("was taken back", "was taken back then"),
    WhyAbsent.unaccepted: ("no longer counts", "was not accepted yet"),
    WhyAbsent.elsewhere: ("was put elsewhere", "was elsewhere then"),
    WhyAbsent.uncounted: ("no longer counts", "did not count then"),
}
"""Behind what counts at the start alone, by why it does not at the end."""


class LineWriter(SentenceWriter):
    """Writes lines that tell a change."""

    @cached_property
    def blocs(self) -> Blocs:
        """Who belongs to whom at the later point."""
        return Blocs(self.material.names.parties, self.material.diff.to_point.held_on)

    @cached_property
    def blocs_then(self) -> Blocs:
        """Who belonged to whom at the earlier point."""
        return Blocs(self.material.names.parties, self.material.diff.from_point.held_on)

    # -- changes ------------------------------------------------------------------------------------------------------

    def change(self, change: Change, *, lead: str = "") -> Sentence:
        """Return a change as a line: what happened, on whose word, the way between, and the analyst's words."""
        said = self._said(change)
        after = reading_of(change.after)
        wording = self._is_wording(change)
        told = self._figures_learned(change, after) if wording else self.summary(change, after)
        figures: Sequence[Citation] = ()
        if told and after is not None:
            figures = self.places_otherwise(change) if wording else self.places_of_figures(change, after)
        return self.telling(change, (Span(lead), *said) if lead else said, told, figures)

    def telling(
        self, change: Change, said: Iterable[Span], told: str | None = None, figures: Sequence[Citation] = ()
    ) -> Sentence:
        """Return a line that tells one change, with the analyst's words on what stands after it, and its figures."""
        claim = tuple(said)
        line, cites = self.with_words(claim, told, reading_of(change.after), self._places_left(change, claim), figures)
        if by_a_stance(change):
            cites = self.notes.of(_cited_first(self._first_of_all(change)))
        return Sentence(
            line,
            cites,
            change.item,
            change.party,
            tuple(verb.value for verb in change.told_verbs),
            entries_of(change),
        )

    def _places_left(self, change: Change, said: Spans) -> tuple[Citation, ...]:
        """Return the citations of what a line says, without those of steps on the way that stand behind these."""
        there = {number for span in said for number in span.cites}
        ends = frozenset(change.citations)
        told = (*change.via, *([change.first] if change.first else []))
        steps = [place for step in told for place in step.citations if place not in ends]
        behind = {place for place in steps if there.issuperset(self.notes.of((place,)))}
        return tuple(place for place in self.places_told(change) if place not in behind)

    def places_told(self, change: Change) -> tuple[Citation, ...]:
        """Return the citations of all that a line on a change says: of what was given before, where it tells that.

        What we put right of the days stands at one end alone, and the line tells of both entries.
        """
        before = said_of(change.before)
        told = before is not None and self.alone_apart(change) and self.figures_changed(change)
        both = [place for pair in self.days_put_right(change) for entry in pair for place in entry.said.cite]
        return (*rests_on(change), *(before.evidence.citations if told and before is not None else ()), *both)

    def summary(self, change: Change, after: Reading | None) -> str | None:
        """Return the analyst's words on what stands after, and its figures."""
        if after is None or (after.party and not change.party):
            return None  # of one party's stance, by which an item came onto the list
        return " ".join(part for part in (self._words(change, after), self.figures(change, after)) if part) or None

    def _words(self, change: Change, after: Reading) -> str:
        """Return the analyst's words on what stands after, which are of one account."""
        told = None if self._cut(change) or after.contested else after.summary
        return words.ended(told) if told else ""

    def _figures_learned(self, change: Change, after: Reading | None) -> str | None:
        """Return the figures that we learned otherwise without putting an entry right: others give them now."""
        if after is None or (after.contested and self.each_put_right(change)):
            return None  # each account is told with its own
        _pairs, given = self.entries_put_right(change)
        pairs = [*given, *self.days_put_right(change)]
        told = [each for had, has in pairs for each in figures_in(has) if each not in figures_in(had)]
        figures = self.other_figures(change, () if after.contested or self.by_another(change) else told)
        return f"{words.sentence_case(figures)}." if figures else None

    def _is_wording(self, change: Change) -> bool:
        """Whether a line tells the analyst's words already, as what a correction changed, or is of two accounts."""
        ours = change.cause is Cause.corrected and change.same_word and change.before is not None
        return ours or bool(self.days_put_right(change))

    def _cut(self, change: Change) -> bool:
        """Whether a short note leaves out the analyst's words: on all but what was settled, of substance."""
        item = self.names.of(change.item)
        of_substance = item is not None and item.matter is Matter.substance
        return self.brief and not (of_substance and VERBS[change.verb].section == "settled")

    def _said(self, change: Change) -> Spans:
        if self._is_contest(change):
            return self._contest(change)
        about = () if change.party is None and "{item}" in VERBS[change.verb].sentence else self.asked(change)
        ours = change.cause is Cause.corrected and change.verb is not Verb.contested
        ended = Verb.resolved in change.verbs  # which is more than that an account of it is told otherwise
        if ours and (not EVIDENCE.issuperset(change.verbs) or (self.says_more_of(change) and not ended)):
            each_day = self.of_each_day(change)
            told = (*each_day, Span(_stop(each_day))) if each_day else self._corrected(change)
            return (*(about or self.asked(change)), *told, *self._settled(change))
        if change.cause is Cause.redefined:
            return (*(about or self.asked(change)), *self._redefined(change))
        said = [part for place, verb in enumerate(change.verbs) for part in self._verb(change, verb, first=place == 0)]
        return (
            *about,
            *said,
            *self._stands(change),
            *self._spoke_for(change),
            *self._settled(change),
            *self._fields(change),
            *self.way(change),
            *self._by_account(change),
        )

    def _is_contest(self, change: Change) -> bool:
        """Whether all there is to tell is that accounts contradict each other; two ledgers tell what each has."""
        new = change.verb is Verb.contested and change.contested and change.cause is not Cause.redefined
        return new and not self._of_two_ledgers(change)

    def tells_contest(self, change: Change) -> bool:
        """Whether a line tells all accounts that contradict each other, as that on a contest does."""
        return self._is_contest(change) or tells_beside(change)

    def _contest(self, change: Change) -> Spans:
        """Return what each account says that contradicts another, and what stood before."""
        reading = said_of(change.after)
        return (*self.contradicting(change.item, reading), *self.came_from(change)) if reading else ()

    def contradicting(self, item: str, reading: Reading, again: str = "") -> Spans:
        """Return what accounts say that contradict each other, each by its leading entry and with its places."""
        lead = Span(f": {again}accounts of {self.whose(reading.party)} contradict each other, ")
        return (self.names.about(item), lead, *self._rivals(reading))

    def _rivals(self, reading: Reading) -> Spans:
        return (*words.joined([self.by_entry(each, reading) for each in reading.accounts], " against "), Span("."))

    def _contested_beside(self, change: Change, said: Spans) -> Spans:
        """Return the sentence that accounts contradict each other; what they say and what stood, where no other does.

        A condition, a place on the scale or a day that has passed is told without what is held.
        """
        reading = said_of(change.after)
        if reading is None or not tells_beside(change):
            return said
        last = replace(said[-1], text=f"{said[-1].text.removesuffix('.')}, ")
        return (*said[:-1], last, *self._rivals(reading), *self.stood(change))

    def asked(self, change: Change) -> Spans:
        """Return ``Territory: ``, before what parties hold with the question that it is about."""
        question = self.names.question(change.item) if change.party else None
        asked = (Span(f" (“{words.unended(question)}”)"),) if question and not self.brief else ()
        return (self.names.about(change.item), *asked, Span(": "))

    def _verb(self, change: Change, verb: Verb, *, first: bool) -> Iterator[Span]:
        """Yield the sentence of one verb; whose word it is stands with the first."""
        nobodys = verb is Verb.resolved or by_a_stance(change)  # that accounts agree is our finding
        after = None if nobodys else reading_of(change.after)
        said, ends = self.sentence(change, verb, first=first)
        if accounts := self.of_accounts(change, (verb,)):
            last = replace(said[-1], text=said[-1].text.removesuffix("."))
            yield from (*(() if first else (Span(" "),)), *said[:-1], last, Span(": "), *accounts, Span("."))
            return
        if not first:
            yield Span(" ")
        if verb is Verb.contested and not first:
            said = self._contested_beside(change, said)
        behind = _stands_behind(change) or tells_beside(change)  # each account then with whose word it is
        if (whose := self._word_of_field(change, verb, first=first)) is not None:
            now, before = whose
            said = self._with_word(said, f"{now}{doubt(after) if first and after is not None else ''}", before)
        elif first and after is not None and not (ends or behind or self._dropped_apart(change)):
            said = self._with_word(said, self._word_now(change, after))
        lead = "" if said[-1].text.endswith(f"{FIRST_BY_US}.") else "first: "
        earlier = self.first_so(change, self._by_a_stance_before(change), lead=lead) if first else ()
        yield from _before_the_stop(said, earlier)

    def first_so(self, change: Change, more: Spans = (), *, lead: str = "first: ", now: Spans = ()) -> Spans:
        """Return `` (first: 1 Feb 2026, by its own word)`` of what is new and was said again since, with its places.

        ``more`` stands with it; before it what is told of ``now``, so that nobody takes that for what was told first.
        """
        step, parts = change.first, [now] if now else list[Spans]()
        if step is not None and not change.via and said_of(change.before) is None:
            figures = self.figures_first(change) if change.party is None else ""  # of a stance they are what was before
            said = f"{lead}{words.held(step.held)}{self.passed(step, change.party, reading_of(change.after))}"
            parts.append(self.claimed((Span(f"{said}; {figures}" if figures else said),), step.citations))
        if more:
            parts.append(more)
        return (Span(" ("), *words.joined(parts, "; "), Span(")")) if parts else ()

    def all_stated(self, stated: Sequence[Change], told_apart: Collection[tuple[str | None, str]] = ()) -> Spans:
        """Return what parties hold that are first heard on an item, each with what told of it first and its figures.

        The analyst's words follow, of several each after its party; of one alone with its figures. A crowd is counted.
        """
        told = [(change, change.after) for change in stated if isinstance(change.after, Reading)]
        several = len(told) > 1
        more = [
            (
                *self._for_whom(after, told_apart),
                *self.first_so(change, now=self._with_places(change, after) if several else ()),
            )
            for change, after in told
        ]
        claims = self.all_hold([after for _change, after in told], more)
        said = [self._more_on(change, after, several=several) for change, after in told] if len(told) <= CROWD else []
        return (*claims, Span("."), *(span for each in said for span in each))

    def _for_whom(self, reading: Reading, told_apart: Collection[tuple[str | None, str]]) -> Spans:
        """Return ``, on behalf of Red and Green`` of a stance that names for whom it is taken.

        Who speaks for whom is not told here where it is ``told_apart``, with what that party has said itself since.
        """
        every = () if reading.contested else self.blocs.named_by(reading)
        named = [key for key in every if (reading.party, key) not in told_apart]
        return (Span(f", on behalf of {self.names.some_parties(named)}"),) if named else ()

    def _spoke_for(self, change: Change) -> Spans:
        """Return `` It speaks for Red too.`` of who moved, or holds the same on behalf of others than before.

        For whom it spoke before, and speaks no more, is told too. A bloc that names nobody speaks for all its members;
        of one that names nobody at either end nothing is told.
        """
        before, after = said_of(change.before), said_of(change.after)
        if before is None or after is None or after.contested:
            return ()
        (then, had), (now, has) = _named_and_heard(self.blocs_then, before), _named_and_heard(self.blocs, after)
        if not (then or now):
            return ()
        told = [key for key in has if key not in had]
        if now:
            told = [*now] if change.moved or {*(then or had)} != {*now} else []
        left = [key for key in then or had if key not in has]
        return (
            *((Span(f" It speaks for {self.names.some_parties(told)} too."),) if told else ()),
            *(self._spoke_before(left, before) if left else ()),
        )

    def _spoke_before(self, left: Sequence[str], before: Reading) -> Spans:
        said = (Span(f" Before, it spoke for {self.names.some_parties(left)} too"),)
        return (*self.claimed(said, before.evidence.citations), Span("."))

    def _with_places(self, change: Change, after: Reading) -> Spans:
        """Return the figures of a stance first heard, with their places: others than who leads it may give them."""
        given = self.figures_given(change, after)
        return self.claimed((Span(given),), self.places_of_figures(change, after)) if given else ()

    def _more_on(self, change: Change, after: Reading, *, several: bool) -> Spans:
        """Return the analyst's words on a stance first heard: where ``several`` are, after its party's name, once."""
        told, figures = self._words(change, after), "" if several else self.figures(change, after)
        if not (told or figures):
            return ()
        places = [
            *(places_of_words(after) if told else ()),
            *(self.places_of_figures(change, after) if figures else ()),
        ]
        name = self.names.party(change.party)
        who = f"{name}: " if several and not told.startswith(name) else ""
        return (Span(" "), *self.claimed((Span(f"{who}{' '.join(filter(None, (told, figures)))}"),), places))

    def days_first_told(self, change: Change) -> list[HeldOn]:
        """Return the days of what is new: of an item that stances put on the list those of the stance that is cited."""
        told = _told_first(self._first_of_all(change)) if by_a_stance(change) else reading_of(change.after)
        return [told.held] if isinstance(told, Passed) else [each.held for each in told.accounts] if told else []

    def _first_of_all(self, change: Change) -> Change:
        """Return what told first of an item that stances put on the list."""
        return min(self._stated_with(change), key=_first_told, default=change)

    def _stated_with(self, change: Change) -> list[Change]:
        """Return the stances that are first reported with an item, by the same cause.

        Not those of later days, where we learned since that it was on the list by the earlier of two.
        """
        alike = change.cause, change.learned
        return [each for each in self._stated.get(change.item, ()) if (each.cause, each.learned) == alike]

    @cached_property
    def _stated(self) -> Mapping[str, list[Change]]:
        found: dict[str, list[Change]] = defaultdict(list)
        for change in self.material.diff.changes:
            if change.party and change.before is None:
                found[change.item].append(change)
        return found

    def _by_a_stance_before(self, change: Change) -> Spans:
        """Return ``before that, by a stance: 3 Jan 2026`` of an item first reported with a status, with its place."""
        if change.party or change.before is not None or reading_of(change.after) is None or by_a_stance(change):
            return ()
        stances = (each for each in self._stated_with(change) if not is_silent(each.after))
        stance = min(stances, key=_first_told, default=change)
        told, status = _told_first(stance), _told_first(change)
        if told is None or status is None or told.held.last >= status.held.first:
            return ()
        return self.claimed((Span(f"before that, by a stance: {words.held(told.held)}"),), _cited_first(stance))

    def of_accounts(self, change: Change, verbs: Iterable[Verb]) -> Spans:
        """Return the accounts of a contest that goes on of which alone something of what they rest on is told."""
        after, told_of = reading_of(change.after), accounts_resting_otherwise(change, verbs)
        return words.enumerated([self.by_entry(each, after) for each in told_of]) if after and told_of else ()

    def _with_word(self, said: Spans, whose: str, before: Spans = ()) -> Spans:
        """Put whose word it is, and whose it was ``before``, at the end; that we first hear of it is ours."""
        last = said[-1]
        text, first, rest = last.text.removesuffix(".").partition(FIRST_BY_US)
        return _before_the_stop((*said[:-1], replace(last, text=f"{text}{whose}{first}{rest}.")), before)

    def _fields(self, change: Change) -> Spans:
        """Return which fields are told otherwise where the stance or status is the same: `` Position 90 → 85.``.

        Of who moved, a place on the scale that was given for the first time: no verb tells it.
        """
        before, after = reading_of(change.before), reading_of(change.after)
        if before is None or after is None:
            return ()
        reworded = Verb.reworded in change.verbs
        told = [
            (*otherwise, *self._who_gives(change, name))
            for name, otherwise in fields_otherwise(before, after, _WORDING, change.cause)
            if reworded or (name == "position" and _first_placed(change, before, after))
        ]
        if not told:
            return ()
        (label, *first), *others = told
        named = (replace(label, text=words.sentence_case(label.text)), *first)
        return (Span(" "), *words.enumerated([named, *others]), Span("."))

    def _who_gives(self, change: Change, field: str) -> Spans:
        """Return behind a field that is told otherwise whose word it is, and was, where the rest is on another."""
        after = reading_of(change.after)
        if after is None or after.contested or after.values.get(field) is None:
            return ()
        now, before = self._placed(change, field) or (self.word_apart(after, change.party, field), ())
        return full((Span(now), *before))

    def _ended_by_us(self, change: Change) -> bool:
        return change.cause is Cause.corrected and Verb.resolved in change.verbs and self.material.other is None

    def _stands(self, change: Change) -> Spans:
        """Return what stands where accounts contradict each other no longer, and what stood, unless that is told."""
        if not _stands_behind(change):
            return ()
        now, then = (" We now read ", ", where we had ") if self._ended_by_us(change) else (" Now ", ", before ")
        if self._ended_by_us(change) and Cause.corrected in self.material.back:
            now, then = " We then read ", ", since read as "
        if self._of_two_ledgers(change):
            now, then = " There ", ", here "
        before, after, _whose = self._both(change, at_once=True, places=((), self._place_kept(change)))
        return (Span(now), *after, Span(then), *before, Span("."))

    def _place_kept(self, change: Change) -> Spans:
        """Return `` (position 80)`` of what stands where accounts contradicted each other in nothing but that."""
        was, is_now = said_of(change.before), said_of(change.after)
        if was is None or is_now is None or Verb.reworded in change.verbs:  # which tells the place
            return ()
        return full((Span(self._place_apart(is_now, was)),))

    def _settled(self, change: Change) -> Spans:
        """Return that we settled a contest, how, and why: that it ended is nobody's move, nor did sources agree."""
        if not self._ended_by_us(change):
            return ()
        told = [
            f" Settled by us{', one after the other' if how is SettlementKind.moved else ''}: {' '.join(reasons)}"
            for how, reasons in self._why_settled(change).items()
        ]
        return tuple(Span(each) for each in told)

    def _why_settled(self, change: Change) -> dict[SettlementKind, list[str]]:
        """Return the reasons why a contest was settled, each once, by how."""
        why: dict[SettlementKind, list[str]] = {}
        for each in self.material.settled.get((change.item, change.party), ()):
            reasons = why.setdefault(each.how, [])
            reasons += [said] if (said := words.ended(each.reason)) not in reasons else []
        return why

    def _of_two_ledgers(self, change: Change) -> bool:
        """Whether a change is what two ledgers tell differently of one day."""
        return self.material.other is not None and change.cause is Cause.corrected

    def _by_account(self, change: Change) -> Spans:
        """Return what only some accounts of a contested cell bear, each by its leading entry.

        Where we ended the contest nobody moved, nor from what one ledger tells to what another tells of one day. Of
        those it is told what stands in each, by no number, since one number is of two entries.
        """
        if self._ended_by_us(change):
            return ()
        if self._of_two_ledgers(change):
            if Verb.resolved in change.verbs or change.before is None or change.after is None:
                return ()
            before, after, _whose = self._both(change, at_once=True)
            return (Span(" There "), *after, Span(", here "), *before, Span("."))
        moves = moves_by_account(change)
        told: dict[str, list[str]] = {}
        for each in moves:
            said = self.by_account(change.item, each.verbs, each.had, each.has)
            told.setdefault(said, []).append(each.label)
        differ = "differ" if change.contested else "differed before"
        alike = ", though not alike" if len(told) == 1 and len(moves) > 1 else ""
        each_told = "; ".join(f"{words.listed(by)}, it {said}{alike}" for said, by in told.items())
        return (Span(f" Accounts {differ}: {each_told}."),) if told else ()

    # -- what we did, which is nobody's move --------------------------------------------------------------------------

    def _corrected(self, change: Change) -> Spans:
        who = "" if change.party is None else f"{self.names.party(change.party)}: "
        before, after = reading_of(change.before), reading_of(change.after)
        back, two = Cause.corrected in self.material.back, self.material.other is not None
        turned = replace(change, before=change.after, after=change.before)
        if not two and (by_a_stance(change) or by_a_stance(turned)):
            return (Span(self._listed(change)),)
        if moved := self.of_other_days(change):
            return full((Span(who), *moved, Span(_stop(moved))))
        if change.before is None or (change.same_word and said_of(change.before) is None):
            lead = "only there" if two else _COUNTS[self._absent(change.after)][back]
            return full((Span(f"{who}{lead}, "), *self.side(change.after), Span(f"{self._whose(change.after)}.")))
        if change.after is None or (change.same_word and said_of(change.after) is None):
            told = "is only here" if two else _COUNTS_NOT[self._absent(change.before)][back]
            whose = self._whose(change.before)
            return (Span(who), *self.side(change.before), Span(f"{whose}{',' if whose else ''} {told}."))
        if accounts := self.each_put_right(change):
            rests = [verb for verb in change.verbs if verb in EVIDENCE]
            more = (span for verb in rests for span in self._verb(change, verb, first=False))
            each = words.enumerated(accounts, "; ")
            return full((Span(who), *each, Span(_stop(each)), *more))
        if self.by_another(change):
            return (Span(who), *self.let_stand(change), Span("."))
        if change.same_word and before is not None and after is not None:
            otherwise = self.otherwise(change, before, after)
            said = (*self.side(change.after), Span(f"{self._whose(change.after)}, "), *otherwise)
            return full((Span(who), *said, Span(_stop(otherwise))))
        was, now, whose = self._both(change, places=self._numbers_put_right(change))
        if two:
            return (Span(f"{who}here "), *was, Span(", there "), *now, Span(f"{whose}."))
        if back:
            return (Span(f"{who}we then read "), *now, Span(f"{whose}, since read as "), *was, Span("."))
        return (Span(f"{who}we now read "), *now, Span(", where we had "), *was, Span(f"{whose}."))

    def _absent(self, side: Reading | StatusSide | None) -> WhyAbsent | None:
        """Return why what stood on one side did not, or does not, on the other: the same of all that made it.

        Nothing where some of it was not recorded yet, or was taken back since.
        """
        reading = said_of(side)
        numbers = [number for each in reading.accounts for number in each.own] if reading is not None else ()
        why = {self.material.absent.get(number) for number in numbers}
        return why.pop() if len(why) == 1 else None if None in why else WhyAbsent.uncounted

    def _listed(self, change: Change) -> str:
        """Say of an item that stances alone put on the list that it is there, or not: of its status nobody tells."""
        point = self.material.diff.earlier_point
        at = "now" if point.is_now and not point.round else f"at {words.point_name(point)}"
        return f"{'not ' if change.after is None else ''}on the list {at}, {self.material.as_read[0]}."

    def _whose(self, side: Reading | StatusSide | None) -> str:
        """Return whose word one side of a change is, after a comma, where it is not the party's own."""
        reading = None if worked_out(side) else said_of(side)
        return f"{self.word_of(reading)}{doubt(reading)}" if reading is not None else ""

    def _numbers_put_right(self, change: Change) -> tuple[Spans, Spans]:
        """Return `` (position 50)`` of what stood and of what stands, where it is another, and so of the salience."""
        before, after = said_of(change.before), said_of(change.after)
        if before is None or after is None or before.contested or after.contested:
            return (), ()
        fields = [field for field in OF_A_NUMBER.values() if before.values.get(field) != after.values.get(field)]
        was, now = (
            [
                f"{field} {reading.values[field]}{self.word_apart(reading, reading.party, field)}"
                for field in fields
                if reading.values.get(field) is not None
            ]
            for reading in (before, after)
        )
        return (Span(f" ({'; '.join(was)})"),) if was else (), (Span(f" ({'; '.join(now)})"),) if now else ()

    def _both(
        self, change: Change, *, at_once: bool = False, places: tuple[Spans, Spans] = ((), ())
    ) -> tuple[Spans, Spans, str]:
        """Return what stood and what stands, and whose word both are: of neither where each has its own.

        ``places`` are where on the scale the one and the other is. ``at_once``: the word stands with what stands now,
        behind its place, and not at the end; so it does where nobody reported one of the two, but stances alone had
        the item on the list.
        """
        if ends := self.each_end(change, places):
            return ends["before"], ends["after"], ""
        before, after = (
            (*self.side(side), *place) for side, place in zip((change.before, change.after), places, strict=True)
        )
        whose = self._whose(change.after)
        if None in (said_of(change.before), said_of(change.after)):
            return full((*before, Span(self._whose(change.before)))), full((*after, Span(whose))), ""
        if not at_once:
            return before, after, whose
        before = self.claimed(before, places_of(said_of(change.before)))
        return before, full((*after, Span(whose))), ""

    def _redefined(self, change: Change) -> Spans:
        accounts = self.of_accounts(change, change.verbs)
        who, verbs = self.whose(change.party), words.listed([verb.value for verb in change.verbs])
        ended = Verb.resolved in change.verbs
        read = f"accounts of {who} no longer contradict each other" if ended else f"{who} would read as {verbs}"
        said = accounts or self.side(change.after)
        whose = "" if accounts else self._whose(change.after)
        stands = () if "".join(span.text for span in said) == verbs else (Span(": "), *said, Span(whose))
        return (Span(f"by what it is now measured by, {read}"), *stands, Span("."))


def accounts_resting_otherwise(change: Change, verbs: Iterable[Verb] = EVIDENCE) -> tuple[Reading, ...]:
    """Return the accounts, as they stand after, of which alone one of these verbs of what they rest on is told."""
    wanted = EVIDENCE.intersection(verbs)
    leading = {each.entries[0] for each in change.by_account if not wanted.isdisjoint(each.verbs)}
    after = said_of(change.after)
    return tuple(each for each in after.accounts if each.entry in leading) if after and leading else ()


def rests_on(change: Change) -> tuple[Citation, ...]:
    """Return the citations of all that a line on a change says: of some accounts alone, theirs."""
    told_of = [has for _had, has in accounts_put_right(change)]
    if told_of or EVIDENCE.issuperset(change.told_verbs):
        told_of += accounts_resting_otherwise(change)
    cited = dict.fromkeys(citation for each in told_of for citation in each.evidence.citations)
    return tuple(cited) or change.rests_on


def _stands_behind(change: Change) -> bool:
    """Whether what stands is told behind that accounts no longer contradict each other, with whose word it is."""
    ends = change.before is not None and change.after is not None
    return ends and Verb.resolved in change.verbs and not tells_ends(change)


def _first_placed(change: Change, before: Reading, after: Reading) -> bool:
    """Whether who moved is at a place on the scale at one end, and was given none at the other."""
    given = (before.position is None) is not (after.position is None)
    return given and not (before.contested or after.contested or MOVES.isdisjoint(change.verbs))


def _stop(said: Spans) -> str:
    """Return the stop at the end, unless what is told brings its own; what is gone from a text brings none."""
    return "" if said[-1].style is not Style.before and said[-1].text.endswith(".") else "."


def _told_first(change: Change) -> Passed | Reading | None:
    """Return what told first of something that is new, whatever was told since."""
    return next(iter(change.via), change.first) or reading_of(change.after)


def _cited_first(change: Change) -> Sequence[Citation]:
    told = _told_first(change)
    return told.citations if isinstance(told, Passed) else change.citations


def _first_told(change: Change) -> tuple[date, str]:
    """Return by which day a stance that is new was first told, and the party."""
    told = _told_first(change)
    return told.held.last if told else date.max, change.party or ""


def _named_and_heard(blocs: Blocs, reading: Reading) -> tuple[Sequence[str], Sequence[str]]:
    """Return whom a reading names as those it speaks for, and for whom it speaks in all; for nobody who is silent."""
    if reading.contested or is_silent(reading):
        return (), ()
    return blocs.named_by(reading), tuple(blocs.heard_by(reading.party or "", reading))


def _before_the_stop(said: Spans, more: Spans) -> Spans:
    """Put more before the stop at the end of a sentence; a shortened word that it would end with has its own."""
    last = said[-1]
    if more:
        return (*said[:-1], *full((replace(last, text=last.text.removesuffix(".")), *more, Span("."))))
    ends = last.text == "." and said[:-1] and said[-2].text.endswith(".")
    return (*said[:-2], replace(said[-2], cites=(*said[-2].cites, *last.cites))) if ends else said


def entries_of(change: Change) -> tuple[int, ...]:
    """Return the numbers of the entries that a change tells of."""
    reading = reading_of(change.after) or reading_of(change.before)
    return reading.numbers if reading else ()


def told(change: Change) -> ToldChange:
    """Return which change that is."""
    return ToldChange(change.item, change.party, tuple(verb.value for verb in change.told_verbs))
