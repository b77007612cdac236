"""Sections on what stands around the changes: contests, rounds, days, what did not move or is not told."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from ledger.domain.diff import Cause, Change, Remaining, SpreadChange, StatusSide, Verb
from ledger.domain.diff.around import Redefined, RoundChange, Undated
from ledger.domain.diff.cells import beyond
from ledger.domain.diff.direction import position_of
from ledger.domain.diff.sides import CellKey
from ledger.domain.evidence import weigh
from ledger.domain.field_types import Member, Office
from ledger.domain.points import plan_of, plan_over
from ledger.domain.readings import Reading, spread
from ledger.domain.records import Item, Round
from ledger.domain.told_once import Alike, told_once
from ledger.domain.words import OVERDUE, EntryKind, RoundStatus, Stance, Status
from ledger.formats.document import Sentence, Span
from ledger.formats.marks import yes_or_no
from ledger.services.comparing import AtLaterPoint
from ledger.services.note import words
from ledger.services.note.behalf import BehalfWriter
from ledger.services.note.changed import MOST, ChangeWriter
from ledger.services.note.claims import Spans
from ledger.services.note.first import First, remark
from ledger.services.note.lines import LineWriter
from ledger.services.note.material import MANY, reading_of
from ledger.services.note.otherwise import field_diff
from ledger.services.note.words import DisplayNames, mark, spans
from ledger.services.other_ledger import Alone

_FEW = 3  # names in a list of what is not reported, in a short note


class AroundWriter:
    """Writes the sections around the changes."""

    def __init__(self, lines: LineWriter, changed: ChangeWriter) -> None:
        self._lines = lines
        self._changed = changed
        self._material = lines.material
        self._diff = lines.material.diff
        self._names = lines.names
        self._most = MOST if lines.brief else None
        self._behalf = BehalfWriter(lines)

    # -- contests -----------------------------------------------------------------------------------------------------

    def contested(self) -> Iterator[Sentence]:
        """Yield what is newly contested or settled, then what goes on: both accounts, by entry and voice.

        What a line elsewhere tells is named at the end, so that all that is contested is found here.
        """
        by_section: dict[bool, list[Change]] = {True: [], False: []}
        for change in self._diff.changes:
            by_section[self._changed.section_of(change) == "contested"].append(change)
        new, whole = by_section[True], filter(self._lines.tells_contest, by_section[False])
        yield from map(self._lines.change, new)
        told, another, elsewhere = (
            {(each.item, each.party) for each in found} for found in (new, self._contested_anew(), whole)
        )
        another |= self._diff.sure_since
        for key, reading in self._diff.disputed.items():
            if key not in told and key not in elsewhere:
                said = self._lines.contradicting(key[0], reading, "" if key in another else "as before, ")
                yield Sentence(said, item=key[0], party=key[1], entries=reading.numbers)
        yield from self._told_elsewhere(told | self._diff.disputed.keys() - elsewhere)

    def _contested_anew(self) -> list[Change]:
        """Return the changes by which other accounts contradict each other than before."""
        return [change for change in self._diff.changes if Verb.contested in change.verbs]

    def _told_elsewhere(self, told: Collection[CellKey]) -> Iterator[Sentence]:
        """Yield a line that names the cells that are contested and told with what else became of them."""
        left = [each for each in self._diff.changes if each.contested and (each.item, each.party) not in told]
        of_item: dict[str, list[str]] = {}
        for each in left:
            of_item.setdefault(each.item, []).append(self._lines.whose(each.party))
        named = [(self._names.about(item), Span(f" ({words.listed(who)})")) for item, who in of_item.items()]
        if named:
            yield self._lines.listing("Told with what changed", named)

    def earlier(self) -> Iterator[Sentence]:
        """Yield contests that nobody settled, though something later has taken the place of both accounts."""
        for each in self._diff.earlier_contests:
            told_of = self._lines.against(each.entries)
            lead = Span(f": {self._lines.whose(each.party)}, ")
            yield Sentence(
                (
                    self._names.about(each.item),
                    lead,
                    *told_of,
                    Span("; what came later is not contested, and nobody settled which held."),
                ),
                () if any(span.cites for span in told_of) else self._lines.notes.ledger(),
                each.item,
                each.party,
                entries=each.entries,
            )

    # -- rounds, definitions, days ------------------------------------------------------------------------------------

    def rounds(self) -> Iterator[Sentence]:
        """Yield what became of rounds: held, how late; planned, postponed, cancelled. In a short note all in a line."""
        said = [self._round(each) for each in self._diff.rounds]
        yield from map(self._lines.plain, [" ".join(said)] if said and self._lines.brief else said)

    def _round(self, each: RoundChange) -> str:
        of_its_own = self._lines.brief and not each.round[:1].islower()  # a key that can begin a sentence
        name = each.round if of_its_own else f"{words.sentence_case(each.stage.title)} ({each.round})"
        if each.verb is RoundStatus.held and not (each.stage.starts or each.stage.ends):
            return f"{name} was held{words.held_when(each.stage, self._lines.reports)}."
        if each.verb is RoundStatus.held:
            slip = words.slip(each.slip, each.stage, planned=not self._lines.brief)
            when = words.days_of_round(each.stage)
            told = ", ".join(part for part in (slip, when) if part)
            return f"{name} {words.held_or_half(each.stage)} {told}.".replace(" .", ".")
        if each.verb is RoundStatus.planned:
            return f"{name} {self._plan(each.stage)}."
        return f"{name} was {words.put_off(each.stage)}{self._unheard(each.stage)}."

    def _plan(self, stage: Round) -> str:
        """Return for when a round is planned; once those days are over, that nothing says it was held."""
        planned, unheard = plan_of(stage), self._unheard(stage)
        if planned is None:
            return "is planned, without a date"
        return f"{'was' if unheard else 'is'} planned for {words.held(planned)}{unheard}"

    def _unheard(self, stage: Round) -> str:
        over = plan_over(stage, self._diff.to_point.held_on)
        return f"; {words.not_heard_held(self._lines.reports)}" if over else ""

    def tenures(self) -> Iterator[Sentence]:
        """Yield the memberships and offices that began or ended in the days that pass, by the days on record."""
        for each in self._diff.tenures:
            key, held, verb = each.record.partition(":")[2], each.held, "was" if each.ended else "is"
            if isinstance(held, Member):
                who, what = self._names.who(held.party), f"a member of {self._names.party(key)}"
            else:
                who, what = Span(self._names.person(key), to=each.record), self._names.office_alone(held)
            when = words.tenure(held.since, held.until)
            doubt = self._lines.doubt_of_tenure(each)
            yield Sentence((who, Span(f" {verb} {what}, {when}{doubt}.")), self._lines.notes.ledger())

    def redefined(self) -> Iterator[Sentence]:
        """Yield what we described otherwise, old and new, then what reads otherwise for it."""
        for each in self._diff.redefined:
            yield Sentence(self._described(each), self._lines.notes.ledger())
        yield from self._changed.redefined()

    def _described(self, each: Redefined) -> Spans:
        table, _, key = each.record.partition(":")
        name = self._names.about(key) if table == Item.table else Span(f"{table} {key}".strip())
        old = (
            f" {words.sentence_case(words.plural(each.stances, 'stance'))} had been recorded under the old one."
            if each.stances
            else ""
        )
        if each.field in _KEYED:
            return (name, Span(f": {_keyed(each)}."))
        told = field_diff(each.field, _in_words(each.old, self._names), _in_words(each.new, self._names))
        stop = "" if told[-1].text.endswith((".", "?", "!")) else "."  # a question brings its own
        return (name, Span(": "), *told, Span(f"{stop}{old}"))

    def undated(self) -> Iterator[Sentence]:
        """Yield what may have come on either side of an end of the diff: no news at the other.

        A status that is told above as possibly so is not told again.
        """
        above = {each.item for each in self._diff.changes if each.party is None and _only_possible(each.after)}
        for each in self._diff.undated:
            reading = each.reading
            if each.party is None and each.item in above:
                continue
            said = self._lines.holds(reading, undated=True) if each.party else (Span("the "), *self._status(reading))
            side = self._lines.side_unknown(reading.held, reading.round)
            when = f", some time in {words.held(reading.held)}; {side} is not known."
            doubt = ": " if each.sure else ": possibly, "
            line = (self._names.about(each.item), Span(doubt), *said, Span(when), *self._surely(each))
            yield Sentence(line, (), each.item, each.party, entries=reading.numbers)

    def _surely(self, each: Undated) -> Spans:
        """Return what is sure by the other end: `` Surely by 5 Feb 2026: Red opposes it (if: paid). Posts: 7.``.

        Nothing, where what leads it then gives no figures, and says no more than what may have been so before.
        """
        if each.since is None:
            return ()
        then = tuple(each.since.evidence.leading) or each.since.evidence.citations  # the others' days may end later
        since, had = replace(each.since, evidence=weigh(then, self._material.names.sources)), each.reading
        entry = self._material.entries.get(since.entry)
        figures = self._lines.given_with(entry) if entry is not None else ""
        placed = since.position if since.position != had.position else None
        apart = (since.named_condition, self._lines.word_of(since)) != (had.named_condition, self._lines.word_of(had))
        if not (figures or apart or placed is not None):
            return ()
        said = self._lines.holds(since) if each.party else (Span("the "), *self._status(since))
        place = f", {self._lines.place(since, each.party)}" if placed is not None else ""
        more = self._lines.claimed((Span(f"{place}."), Span(f" {figures}" if figures else "")), then)
        return (
            Span(f" Surely by {words.day(since.held.last)}: "),
            *said,
            *(more if place or figures else (Span("."),)),
        )

    def _status(self, reading: Reading) -> Spans:
        """Return what a status is by its account, or by each of those that contradict each other."""
        each_alone = (replace(account, others=()) for account in reading.accounts)
        claims = [
            self._lines.claimed((mark(each.word), Span(self._lines.word_against_none(each))), each.evidence.citations)
            for each in each_alone
        ]
        marked = " (contested)" if len(claims) > 1 else ""
        return (Span("status "), *words.enumerated(claims, " or "), Span(marked))

    # -- what did not happen ------------------------------------------------------------------------------------------

    def still(self) -> Iterator[Sentence]:
        """Yield where principals are apart and none is reported to have moved, then what was said again."""
        if self._material.whole and self._material.time_passes and self._diff.still:
            if self._lines.brief:
                far = [self._far(each) for each in self._diff.still]
                but = ", without those on which a principal moved" if self._diff.moved_apart else ""
                line = self._lines.listing(f"Apart as last reported{but}", far, most=self._most)
                yield replace(line, cites=self._lines.notes.ledger())
            else:
                yield from map(self._apart, self._diff.still[:MANY])
                left = len(self._diff.still) - MANY
                if left > 0:
                    yield self._lines.plain(
                        f"{words.sentence_case(words.plural(left, 'more item'))} apart as last reported."
                    )
        yield from self._changed.again()

    def _far(self, each: Remaining) -> Spans:
        """Return an item with its gap, and on whose word that rests where it is not the parties' own.

        Who leads each account is told; where others, or who bears one out, are on another word, that it is a part.
        """
        measured = self._measured(each.item)
        gap = f"{each.spread} of 6{self._left_out(each.item)}{self._on_whose_word(self._farthest(measured))}"
        since = self._behalf.beside_gap(each.item, self._parties_of(measured))
        return (self._names.about(each.item), Span(f" ({gap}"), *since, Span(")"))

    def _farthest(self, measured: Sequence[Reading]) -> Iterator[Reading]:
        """Yield those between whom a gap is: who stands at either end of it, by its own word alone where anybody does.

        Who stands in the middle makes it neither wider nor less sure.
        """
        scores = [each.measure for each in measured if each.measure is not None]
        for score in sorted({min(scores), max(scores)}) if scores else ():
            there = [each for each in measured if each.measure == score]
            yield from [each for each in there if not self._lines.voices_of(each)][:1] or there

    def _on_whose_word(self, between: Iterable[Reading]) -> str:
        """Return on whose word a gap rests, where that is not the parties' own alone; and thin grades."""
        measured = list(between)
        voices = list(map(self._lines.voices_of, measured))
        told_by = words.as_one_voice([each[0] for each in voices if each], self._material.names)
        part = "in part " if any(len(each) != 1 for each in voices) else ""
        grades = [words.thin_grade(each.evidence) for each in measured]
        thin = f"{'' if all(grades) else 'in part '}{words.listed(sorted({*grades} - {''}))}" if any(grades) else ""
        return "".join(f", {each}" for each in (f"{part}{words.listed(told_by)}" if told_by else "", thin) if each)

    def _apart(self, each: Remaining) -> Sentence:
        readings = self._principals(each.item)
        claims = self._lines.all_hold(readings)
        since = self._behalf.beside_claims(each.item, self._parties_of(readings))
        question = self._names.question(each.item)
        asked = Span(f" (“{words.unended(question)}”)" if question else "")
        stands = f"{state}, " if (state := self._state(each)) else ""
        without = f"{self._left_out(each.item)}{' by what is told of themselves' if since else ''}"
        gap = f"; {stands}a gap of {each.spread} of 6{without}, as last reported."
        return Sentence((self._names.about(each.item), asked, Span(": "), *claims, *since, Span(gap)), item=each.item)

    @staticmethod
    def _parties_of(readings: Iterable[Reading]) -> list[str]:
        return [reading.party for reading in readings if reading.party]

    def _state(self, each: Remaining) -> str:
        """Return where an item stands; where accounts contradict each other, by each of them.

        That it was not raised is no state of what somebody has taken a stance on since.
        """
        row = self._material.rows.get(each.item)
        reading = row.status_reading if row else None
        if row and reading and reading.contested:
            return f"{row.state} (contested)"
        since = reading is not None and any(reading.held.last < held.held.first for held in self._principals(each.item))
        return "" if each.status is Status.not_raised and since else each.status.value

    def _left_out(self, item: str) -> str:
        """Return which principals, though heard, a gap does not measure: contested, or held only possibly by then."""
        unmeasured = [reading for reading in self._principals(item) if reading.measure is None]
        named = [
            f"{self._names.party(each.party)} ({'contested' if each.contested else 'only possible'})"
            for each in unmeasured
            if each.party
        ]
        return f" without {words.listed(named)}" if named else ""

    def _principals(self, item: str) -> list[Reading]:
        row = self._material.rows.get(item)
        keys = self._material.names.principals
        return [row.cells[key] for key in keys if key in row.cells and row.cells[key].scored] if row else []

    def _measured(self, item: str) -> list[Reading]:
        return [reading for reading in self._principals(item) if reading.measure is not None]

    def silent(self) -> Iterator[Sentence]:
        """Yield what is reported as not raised."""
        claims = [self._not_raised(each) for each in self._diff.silent]
        if claims and self._material.whole:
            yield self._lines.listing("", claims, most=self._most)

    def _not_raised(self, each: Remaining) -> Spans:
        """Return an item with who tells so: of its status, else of the parties that are told as silent on it."""
        row = self._material.rows.get(each.item)
        told = [row.status_reading] if row and row.status_reading else []
        if row and row.status is not Status.not_raised:
            told = [cell for cell in row.cells.values() if self._is_silent_since(cell)]
        shown = told if len(told) <= _FEW + 1 else told[:_FEW]
        more = [words.plural(len(told) - len(shown), "more party", "more parties")] if len(shown) < len(told) else []
        when = words.listed([*map(self._who_and_when, shown), *more])
        cited = dict.fromkeys(cite for reading in told for cite in reading.evidence.citations)
        return self._lines.claimed((self._names.about(each.item), Span(f" ({when})" if when else "")), [*cited])

    def _is_silent_since(self, cell: Reading) -> bool:
        return cell.stance is Stance.silent and cell.sure and cell.held.last > self._diff.from_point.held_on

    def _who_and_when(self, reading: Reading) -> str:
        who = f"by {self._names.party(reading.party)}, " if reading.party else ""
        return f"{who}{reading.round or words.held(reading.held)}{self._lines.word_of(reading)}"

    def unreported(self) -> Iterator[Sentence]:
        """Yield the open issues on which the reports we have say nothing since; absence is of our reports alone."""
        if not (self._material.whole and self._diff.unreported):
            return
        start = words.point_name(self._diff.from_point)
        named = [(self._names.about(each.item),) for each in self._diff.unreported]
        hardest = ", the hardest first" if any(each.difficulty for each in self._diff.unreported) else ""
        lead = f"Since {start}, of substance{hardest}"
        yield self._lines.listing(lead, named, most=_FEW if self._lines.brief else MANY)

    def remarks(self) -> Iterator[Sentence]:
        """Yield what else is said of the talks and of items; those by name, of the talks, stand at the top."""
        if not self._material.whole:
            return
        on_top = {entry.id for alike in First(self._lines).on_top() for entry in alike}
        rest = [entry for entry in self._diff.remarks if entry.id not in on_top]
        rest.sort(key=lambda entry: (bool(getattr(entry.said, "about", ())), entry.order))
        if not self._lines.brief:
            gone = (each.entry for each in self._diff.taken_back if each.entry.kind is EntryKind.remark)
            yield from (remark(self._lines, alike) for alike in (*told_once(rest), *told_once(gone)))
        else:
            yield from self._counted_alone(told_once(rest), told_once(self._diff.events), "more " if on_top else "")

    def _counted_alone(self, remarks: Collection[Alike], events: Collection[Alike], more: str) -> Iterator[Sentence]:
        """Yield how much else is told, for which a short note has no room: remarks (``more``, of some told), events."""
        ours = self._put_right(remarks)
        counts = [f"{words.plural(len(remarks), f'{more}remark')}{ours}"] if remarks else []
        counts += [f"{words.plural(len(events), 'event')} around the talks{self._put_right(events)}"] if events else []
        counts += self._counted_gone()
        if counts:
            has = "has them all" if len(remarks) + len(events) + len(self._diff.taken_back) > 1 else "has it"
            where = "posl report" if self._material.other is None else "posl diff --full"
            told = words.listed(counts, ", and " if ours else " and ")
            yield self._lines.plain(f"{words.sentence_case(told)}: {where} {has}.")

    def _counted_gone(self) -> Iterator[str]:
        """Yield how many remarks and events we took back, or a review rejected."""
        since = " since" if Cause.corrected in self._material.back else ""
        for kind, around in ((EntryKind.remark, ""), (EntryKind.event, " around the talks")):
            found = [each for each in self._diff.taken_back if each.entry.kind is kind]
            for how, is_so in (("taken back by us", False), ("rejected in review", True)):
                if told := told_once(each.entry for each in found if each.rejected is is_so):
                    yield f"{words.plural(len(told), kind.value)}{around} {how}{since}"

    def _put_right(self, told: Collection[Alike]) -> str:
        """Return that we put right what is only counted, or how much of it."""
        right = sum(any(self._lines.wrong_before(entry) is not None for entry in alike) for alike in told)
        of_them = f"{words.number(right)} of them " if len(told) > 1 else ""
        return f", {of_them}put right by us" if right else ""

    # -- what follows, and two ledgers --------------------------------------------------------------------------------

    def follows(self) -> Iterator[Sentence]:
        """Yield what follows from the changes: nearer or further apart, packages, conditions that fell away."""
        for gap in self._diff.spread:
            ends = list(self._ends_of(gap))
            now, was = ([each[place] for each in ends] for place in (1, 0))
            beyond_it = *self._beyond(gap), *was, *self._beyond(gap, before=True)
            cited = self._lines.notes.of_readings(*now, *beyond_it, *gap.had_by)
            yield Sentence((self._names.about(gap.item), Span(self._gap(gap))), cited, gap.item)
        for group in self._diff.packages:
            items = words.enumerated([self._names.about(item) for item in group])
            yield Sentence((*items, Span(" trade with one another, and changed together.")), self._lines.notes.ledger())
        for each in self._diff.unlocked:
            said_of = spans(
                "{item}: {who}; {by}, on which it depends, {what}.",
                item=self._names.about(each.item),
                who=self._lines.holds(each.reading),
                by=self._names.about(each.by),
                what="fell off the table" if each.voided else "is settled",
            )
            yield Sentence(said_of, item=each.item, party=each.party)

    def _gap(self, gap: SpreadChange) -> str:
        """Say that principals came nearer or went apart, or that we read it otherwise.

        So it is where none of them moved, and where what one of them moved from is not known any more. What the gap was
        as we had it stands beside what it was as we now read it.
        """
        who = self._whose_gap(gap)
        if gap.ours:
            now, was = self._material.read_where
            whose = self._on_whose_word(self._measured_by(gap))
            then, since = (f" ({wider})" if wider else "" for wider in self._with_those_at_one_end(gap))
            return f": the gap between {who} is {gap.after} of 6 {now}{since}, {gap.before} {was}{then}{whose}."
        contrary, whose = self._contrary_on_the_scale(gap), self._on_whose_word(self._measured_by(gap))
        by_word = " by their words" if contrary else ""
        last = self._material.put_right_last
        word = self._on_whose_word(self._farthest(gap.had_by))
        by = "" if word == whose else word
        had = "" if gap.had is None else f" ({gap.had} {self._material.read_where[0 if last else 1]}{by})"
        was, now = ("", had) if last else (had, "")
        ends = f"from a gap of {gap.before}{was} to one of {gap.after} of 6{now}"
        more = "".join(f"; {wider}" for wider in self._with_those_at_one_end(gap) if wider)
        return f": {who} {gap.verb}{by_word}, {ends}{whose}{contrary}{more}."

    def _with_those_at_one_end(self, gap: SpreadChange) -> tuple[str, str]:
        """Return how wide the gap was, and is, with who is measured at that end alone, where that makes it wider.

        At the other one they are not heard, are contested, or took it off the table.
        """
        was = "is" if self._material.other is not None else "was"
        return self._with_those(gap, was, before=True), self._with_those(gap, "is")

    def _with_those(self, gap: SpreadChange, verb: str, *, before: bool = False) -> str:
        every, beyond_it = self._measured_at(gap, before=before), self._beyond(gap, before=before)
        if not beyond_it:
            return ""
        parties = self._names.parties(self._parties_of(beyond_it))
        return f"with {parties} it {verb} {spread(every)}{self._on_whose_word(self._farthest(every))}"

    def _beyond(self, gap: SpreadChange, *, before: bool = False) -> list[Reading]:
        """Return what those hold who are measured at that end alone, further out than who is at both."""
        every, width = self._measured_at(gap, before=before), gap.before if before else gap.after
        inside = [each for each in every if each.party in gap.parties]
        new = [each for each in every if each.party not in gap.parties]
        return [each for each in new if spread([*inside, each]) != width]

    def _measured_at(self, gap: SpreadChange, *, before: bool) -> list[Reading]:
        """Return what is measured at one end."""
        ends = [was if before else now for was, now in self._ends_of(gap)]
        return [*ends, *(gap.left if before else gap.since)]

    def _contrary_on_the_scale(self, gap: SpreadChange) -> str:
        """Return how far apart their positions were and are, where those went the other way than their words."""
        ends = [(was, now) for was, now in self._ends_of(gap) if not {position_of(was), position_of(now)} & {None}]
        was, is_now = (_spread_of_positions(each[place] for each in ends) for place in (0, 1))
        if was is None or is_now is None or not beyond(was, is_now) or (is_now < was) is (gap.after < gap.before):
            return ""
        way = "nearer together" if is_now < was else "further apart"
        return f", though on the scale they are {way}: {is_now} points, before {was}"

    def _measured_by(self, gap: SpreadChange) -> list[Reading]:
        """Return those on whose word a gap became another: those it is between at either end, and who moved.

        At the end where it is narrower, it is so by the word of whoever stands further out at the other.
        """
        ends = list(self._ends_of(gap))
        was, is_now = ([each[place] for each in ends] for place in (0, 1))
        wide, narrow = (was, is_now) if gap.after < gap.before else (is_now, was)
        scores = [each.measure for each in narrow if each.measure is not None]
        came_in = [
            within
            for far, within in zip(wide, narrow, strict=True)
            if far.measure is not None and scores and not min(scores) <= far.measure <= max(scores)
        ]
        return [*self._farthest(was), *self._farthest(is_now), *came_in]

    def _ends_of(self, gap: SpreadChange) -> Iterator[tuple[Reading, Reading]]:
        """Yield what each of them held at both ends."""
        unchanged = {reading.party: reading for reading in self._principals(gap.item)}
        for party in gap.parties:
            if party in gap.ends:
                yield gap.ends[party]
            elif party in unchanged:
                yield unchanged[party], unchanged[party]

    def _whose_gap(self, gap: SpreadChange) -> str:
        """Return between whom it is: a principal that is contested, or has a score at one end only, is left out."""
        if gap.contested:
            return "the principals with an uncontested score at both ends"
        return f"the principals{' with a score at both ends' if gap.once else ''}"

    def sides(self) -> Iterator[Sentence]:
        """Yield what only one of two ledgers knows, and what they describe differently."""
        other = self._material.other
        if other is None or not self._material.whole:
            return
        for side, keys in (("Only in this ledger", other.only_here), ("Only there", other.only_there)):
            told_of = [f"{name} {_and_more(known, self._most)}" for name, known in _named(keys) if known]
            if told_of:
                yield self._lines.plain(f"{side}: {'; '.join(told_of)}.")
        if other.described:
            said = [f"{ref.replace(':', ' ')} ({', '.join(fields)})" for ref, fields in other.described.items()]
            yield self._lines.plain(f"Described differently: {'; '.join(said)}.")

    def standing(self) -> Iterator[Sentence]:
        """Yield all that stands at the later point, item by item: what changed first, then what did not."""
        by_item: dict[str, list[AtLaterPoint]] = {}
        for each in self._material.standing:
            by_item.setdefault(each.item, []).append(each)
        end = words.point_name(self._diff.to_point)
        for item, cells in by_item.items():
            parts = [
                (
                    Span(lead),
                    *words.enumerated([self._stands(cell) for cell in cells if cell.same is same], ", "),
                    Span("."),
                )
                for lead, same in ((f"at {end}, ", False), ("unchanged, ", True))
                if any(cell.same is same for cell in cells)
            ]
            yield Sentence((self._names.about(item), Span(": "), *words.enumerated(parts, " ")), item=item)

    def _stands(self, cell: AtLaterPoint) -> Spans:
        if isinstance(cell.side, StatusSide):
            reading, overdue = cell.side.reading, (Span(", "), mark(OVERDUE)) if cell.side.overdue else ()
            if reading is None:
                return (Span("status "), mark(cell.side.status.value), *overdue)
            return (*self._status(reading), *overdue)
        return self._lines.holds(cell.side)


def _spread_of_positions(readings: Iterable[Reading]) -> int | None:
    """Return how far apart positions are that all accounts give; ``None`` of fewer than two."""
    given = [found for each in readings if (found := position_of(each)) is not None]
    return max(given) - min(given) if len(given) > 1 else None


def _only_possible(side: Reading | StatusSide | None) -> bool:
    reading = reading_of(side)
    return reading is not None and not reading.sure


_KEYED = {
    "key": ("renamed, from {old} to {new}", "renamed, from {old} to {new}"),
    "joined": ("joined to {new}, where it goes on", "set apart again from {old}"),
    "split_from": ("split from {new}", "one with {old} again"),
}
"""What is told of a record that goes on under another key: done, and taken back."""


def _keyed(each: Redefined) -> str:
    done, undone = _KEYED[each.field]
    return (undone if each.new is None else done).format(old=each.old, new=each.new)


def _in_words(value: object, names: DisplayNames) -> str | None:
    """Return a field's value as it is read: lists by their parts, links with what they lead to, a scale by its ends."""
    if value is None or value in ([], {}):
        return None
    match value:
        case {"low": low, "high": high}:
            return f"0 is {low}, 100 is {high}"
        case {"office": _}:
            return names.office(Office.model_validate(value))
        case {"party": party}:
            return words.belongs(names.party(str(party)), Member.model_validate(value))
        case dict():
            return ", ".join(f"{name.replace('_', ' ')} {names.item(str(part))}" for name, part in value.items())
        case list():
            return "; ".join(_in_words(part, names) or "" for part in value)
    return yes_or_no(value) if isinstance(value, bool) else str(value)


def _named(keys: Alone) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield from (("items", keys.items), ("parties", keys.parties), ("rounds", keys.rounds))


def _and_more(keys: Sequence[str], most: int | None) -> str:
    shown = keys if most is None or len(keys) <= most + 1 else keys[:most]
    more = f" and {len(keys) - len(shown)} more" if len(shown) < len(keys) else ""
    return f"{', '.join(shown)}{more}"
