"""The numbers that entries give, each with what it was before and what others have; and events that we put right."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cached_property

from ledger.domain.diff import VERBS, Cause, Change, HappeningGone, Passed, StatusSide, Verb
from ledger.domain.entries import Citation, Entry, Figure
from ledger.domain.evidence import distance_of, weigh
from ledger.domain.figures import Account, FigureChange, GivenFigure, account_agrees, agree, same_thing
from ledger.domain.readings import Reading
from ledger.services.note import words
from ledger.services.note.claims import ClaimWriter, places_of_words
from ledger.services.note.material import said_of
from ledger.services.note.otherwise import day_known, figure_words, what_is_counted

BOTH_ENDS = "{after}, before {before}"
"""What a sentence has that tells both ends."""


class FiguresDiffer(Enum):
    """By which accounts other figures are given than before."""

    surely = "by every account"
    by_some = "by some accounts alone"


class FiguresStand(Enum):
    """What became of the figures that come with what is told again."""

    as_before = "as before"
    otherwise = "with other figures"
    apart = "of another happening"


class FigureWriter(ClaimWriter):
    """Writes figures."""

    def figures(self, change: Change, after: Reading) -> str:
        """Return what is given with a change, as a sentence after the words of the entry that leads ``after``.

        Each is told with what it was before, and what other accounts have in its place; a short note tells those alone
        that are news, else the first. Of accounts that contradict each other none leads: who gives one is said, unless
        all do.
        """
        given = self.figures_given(change, after)
        return f"{words.sentence_case(given)}." if given else ""

    def figures_given(self, change: Change, after: Reading) -> str:
        """Return the same as a part of a sentence: ``posts: 5, before 3; budget: 2 million``."""
        found, told = self.material.figures.of(change), self._figures_told(change)
        sources = self._sources_of_words(change, after)
        sides = [self._figure(change, each, sources) for each in told]
        left = [side for account in after.accounts for side in self._left(account, found, by=after.contested)]
        sides += left[:1] if self.brief and not told and not after.contested else left
        return "; ".join(sides)

    def _figures_told(self, change: Change) -> list[FigureChange]:
        found = self.material.figures.of(change)
        return [each for each in found if not self.brief or each.news] or list(found[:1])

    @staticmethod
    def _sources_of_words(change: Change, after: Reading) -> set[str]:
        places = change.citations if after.contested else places_of_words(after)
        return {citation.source or "" for citation in places}

    def places_of_figures(self, change: Change, after: Reading) -> tuple[Citation, ...]:
        """Return the places of the figures told with a change, which may be of others."""
        told, sources = self._figures_told(change), self._sources_of_words(change, after)
        found, own = self.material.figures.of(change), after.accounts
        left = (self.material.entries[each.entry].said.cite for each in own if [*self._left(each, found, by=False)])
        return tuple(dict.fromkeys((*self._places(change, told, sources), *(cite for cites in left for cite in cites))))

    def _places(self, change: Change, told: Iterable[FigureChange], sources: Collection[str]) -> list[Citation]:
        """Return the places of figures, of what contradicts them, and of what was before where that is told."""
        given: list[GivenFigure] = []
        for each in told:
            first = each.after[0] if self._giver(change, each, sources) else each.after[0][:1]
            given += (*first, *each.rivals)
            given += [account[0] for account in each.before or ()] if self._before(change, each) else []
        return list(dict.fromkeys(citation for each in given for citation in each.entry.said.cite))

    def places_otherwise(self, change: Change) -> list[Citation]:
        """Return the places of the figures that are others than before, or told otherwise, where nothing else is."""
        news = [each for each in self.material.figures.of(change) if each.news]
        return self._places(change, news, {citation.source or "" for citation in change.citations})

    def _left(self, account: Reading, found: Collection[FigureChange], *, by: bool) -> list[str]:
        """Return the figures of the entry that leads which stand at no end, its days not being over; ``by`` whom."""
        entry = self.material.entries.get(account.entry)
        if entry is None:
            return []
        own = [figure for figure in entry.said.figures if not any(_is(each, figure) for each in found)]
        given = [GivenFigure(entry, figure, None) for figure in own]
        return [f"{self._named(each)}{self._by((each,)) if by else ''}" for each in given]

    def other_figures(self, change: Change, besides: Collection[Figure] = ()) -> str:
        """Return the figures that are others than before, or told otherwise: ``the fund: 12 million, before 15``.

        Who gives one is said where not all that the line rests on does; those ``besides`` are told already.
        """
        sources = {citation.source or "" for citation in change.citations}
        news = [each for each in self.material.figures.of(change) if each.news and each.given.figure not in besides]
        return "; ".join(self._figure(change, each, sources) for each in news)

    def figures_again(self, change: Change) -> str:
        """Return the figures of what is told again that are others than before, or are of another happening."""
        apart = change.party is None and self.figures_stand(change) is FiguresStand.apart
        if not apart or (self.material.other is not None and change.ours):  # of what two tell nothing is compared
            return self.other_figures(change)
        sources = {citation.source or "" for citation in change.citations}
        return "; ".join(self._figure(change, each, sources) for each in self.material.figures.of(change))

    def figures_first(self, change: Change) -> str:
        """Return what those who told an end first gave of a thing of which no account there gives the same.

        Who gave it is said, unless all of them did.
        """
        if change.first is None:
            return ""
        numbers = dict.fromkeys((change.first.entry, *change.first.entries))
        known = [self.material.entries[number] for number in numbers if number in self.material.entries]
        first: dict[Figure, list[GivenFigure]] = defaultdict(list)
        for given in (GivenFigure(entry, figure, None) for entry in known for figure in entry.said.figures):
            first[given.figure].append(given)
        now = [[account[0].figure for account in each.after] for each in self._figures_told(change)]
        told = [
            f"{self._named(account[0])}{self._first_by(account, first.values(), change.first)}"
            for figure, account in first.items()
            for at_end in now
            if same_thing(figure, at_end[0]) and not any(agree(figure, other) for other in at_end)
        ]
        return "; ".join(told)

    def _first_by(self, account: Sequence[GivenFigure], told: Iterable[Sequence[GivenFigure]], first: Passed) -> str:
        """Return who gave a figure first, where not every source that told an end first gave this one alone."""
        every = {citation.source for citation in first.citations}
        others = [each[0] for each in told if each is not account and same_thing(each[0].figure, account[0].figure)]
        if not others and every.issubset(source for given in account for source in given.entry.sources):
            return ""
        return self._by(tuple(account), others)

    def figures_changed(self, change: Change) -> str:
        """Return the figures that are others than were given before, each with what those were."""
        sources = {citation.source or "" for citation in change.citations}
        changed = (each for each in self.material.figures.of(change) if each.changed)
        return "; ".join(self._figure(change, each, sources) for each in changed)

    def figures_differ(self, change: Change) -> FiguresDiffer | None:
        """Return whether a stance or a status is told with other figures than before, by every account or by some."""
        if change.ours:
            return None
        changed = [each for each in self.material.figures.of(change) if each.changed]
        if not changed:
            return None
        surely = any(each.certain and _by_each_account(change, each) for each in changed)
        return FiguresDiffer.surely if surely else FiguresDiffer.by_some

    def figures_stand(self, change: Change) -> FiguresStand:
        """Return whether what comes with what is told again is as it was, another, or not to be compared."""
        found = self.material.figures.of(change)
        if any(each.changed for each in found):
            return FiguresStand.otherwise
        return FiguresStand.apart if any(each.before is None for each in found) else FiguresStand.as_before

    def given_with(self, entry: Entry) -> str:
        """Return the figures of an entry that stands as it stood, each with what others have."""
        given = [GivenFigure(entry, figure, None) for figure in entry.said.figures]
        told = [f"{self._named(each)}{self.against_others(entry, each.figure)}" for each in given]
        return f"{words.sentence_case('; '.join(told))}." if told else ""

    def _figure(self, change: Change, told: FigureChange, sources: Collection[str]) -> str:
        first, rivals, by = told.after[0], told.rivals, self._giver(change, told, sources)
        when = "".join(f" ({each}{self._word_apart(change, told.given)})" for each in self._when(change.after, first))
        return f"{self._named(told.given)}{by}{when}{self._before(change, told)}{self._against(rivals, first)}"

    def _named(self, given: GivenFigure) -> str:
        """Return a figure after what is counted, and about what, where that is not what the entry is on."""
        return f"{what_is_counted(given.figure, given.entry.said, self.names)}: {figure_words(given.figure)}"

    def _giver(self, change: Change, told: FigureChange, sources: Collection[str]) -> str:
        """Return who gives a figure, where others contradict it or not all of these sources have it.

        Where they do, on whose word it is, if not all give it on whose word the rest is told.
        """
        own = {source for each in told.after[0] for source in each.entry.sources}
        if told.rivals or not own.issuperset(sources):
            return self._by(told.after[0], told.rivals)
        stands, numbers = said_of(change.after), {each.entry.id for each in told.after[0]}
        if stands is None or stands.contested or not numbers.issubset(stands.own):
            return ""
        cited = tuple(dict.fromkeys(place for each in told.after[0] for place in each.entry.said.cite))
        word = self._whose_word(weigh(cited, self.material.names.sources, cited[:1]), stands.party)
        return f" {word or words.OWN_WORD}" if word != self._word(stands) else ""

    def _word_apart(self, change: Change, given: GivenFigure) -> str:
        """Return on whose word a figure of a party is that nothing which stands gives, where that is on another."""
        stands, word = said_of(change.after), self._word_of_entry(given.entry)
        if change.party is None or stands is None or (not stands.contested and word == self._word(stands)):
            return ""
        return f", {word or words.OWN_WORD}"

    def _before(self, change: Change, told: FigureChange) -> str:
        """Return what was given before, when it was, and what others had in its place."""
        if not told.before or not told.changed or all(agree(told.given.figure, each[0].figure) for each in told.before):
            return ""
        if change.cause is not Cause.moved and all(any(map(account_agrees(each), told.after)) for each in told.before):
            return ""  # what we had stands yet, beside what contradicts it
        first, *rest = told.before
        two, back = self.material.other is not None, Cause.corrected in self.material.back
        learned = ", here " if two else ", since read as " if back else ", where we had "
        days = first[0].entry.held, told.given.entry.held
        had_first = not self.material.diff.backwards and days[0].first > days[1].last  # it was not before that
        lead = _lead(change) if change.cause is Cause.moved and not had_first else learned
        others = [f"{figure_words(account[0].figure)}{self._by(account)}" for account in rest]
        whose = self._word_before(change, told.given, first[0])
        noted = "; ".join([*self._when(change.before, first), *whose, *([words.listed(others)] if others else [])])
        return f"{lead}{figure_words(first[0].figure)}{f' ({noted})' if noted else ''}"

    def _word_before(self, change: Change, now: GivenFigure, before: GivenFigure) -> list[str]:
        """Return on whose word what was given before is, where that is another and no sentence tells both ends."""
        if Verb.condition_changed in change.verbs or not self.alone_apart(change):
            return []
        was, is_now = (self._word_of_entry(each.entry) for each in (before, now))
        return [was or words.OWN_WORD] if was != is_now else []

    def word_of_happening(self, entry: Entry) -> str:
        """Return on whose word something happened, after a comma: it is no party's, and a first-hand word is told."""
        known = self.material.names
        word = words.account(weigh(entry.said.cite, known.sources), known, of_a_party=False)
        return f", {word}" if word else ""

    def _word_of_entry(self, entry: Entry) -> str:
        """Return on whose word an entry gives a figure; nothing where that is the party's own, of its own stance."""
        known, party = self.material.names, entry.said.cell.party
        return words.account(weigh(entry.said.cite, known.sources), known, of_a_party=party is not None)

    def alone_apart(self, change: Change) -> bool:
        """Whether what was before is another's word than what stands now, of a line that does not tell both ends."""
        before, after = said_of(change.before), said_of(change.after)
        if change.cause is not Cause.moved or before is None or after is None or before.contested or after.contested:
            return False
        return BOTH_ENDS not in VERBS[change.verb].sentence and self.apart(before, after)

    @staticmethod
    def _when(end: Reading | StatusSide | None, account: Account) -> Iterator[str]:
        """Yield when it was given, where nothing that stands at that end gives it: as of what stood at none."""
        stands = said_of(end)
        if stands is None or not any(each.entry.id in stands.numbers for each in account):
            yield words.held_as_known(account[0].entry)

    def against_others(self, entry: Entry, figure: Figure) -> str:
        """Return who gives a figure where others have another: `` by Gazette, against 84 posts by Other``."""
        own = (GivenFigure(entry, figure, None),)
        rivals = self.material.figures.rivals(entry, figure)
        return f"{self._by(own, rivals)}{self._against(rivals, own)}" if rivals else ""

    def _against(self, rivals: Sequence[GivenFigure], first: Account) -> str:
        """Return what contradicts the ``first`` account of a figure, each with who gives it."""
        told = [
            (each, self._by((each,), [*first, *(other for other in rivals if other is not each)])) for each in rivals
        ]
        return "".join(f", against {figure_words(each.figure)}{by}" for each, by in told)

    def _by(self, account: Account, others: Sequence[GivenFigure] = ()) -> str:
        """Return by whose account a figure is: whom it is cited by, else the publisher.

        Where one source has it and what ``others`` give, on whose word it does.
        """
        there = {source for each in others for source in each.entry.sources}
        apart = any(each.entry.sources & there for each in account)
        if apart and (whose := list(dict.fromkeys(map(self._word_of_giver, account)))):
            return f" {words.listed(whose)}"
        named = self._tellers(account)
        apart = set(named).isdisjoint(self._tellers(others))
        return f" {words.by_account_of(named if apart else self._publishers(account))}"

    def _word_of_giver(self, given: GivenFigure) -> str:
        """Return on whose word an entry gives a figure; a party's own of its own stance."""
        return self._word_of_entry(given.entry) or words.OWN_WORD

    def wrong_before(self, entry: Entry) -> Entry | None:
        """Return what was recorded then of an event or a remark, where we put right more than where it is cited."""
        if self.material.other is not None:  # each of two ledgers numbers its own
            return None
        known, earlier = self.material.diff.from_point.known_at, entry
        while earlier.changeset > known:
            if (before := self.material.entries.get(earlier.supersedes or 0)) is None:
                return None
            earlier = before
        return None if _happening(earlier) == _happening(entry) else earlier

    def happened(self, alike: Sequence[Entry]) -> str:
        """Return the figures of events or remarks that say the same, and of what we put right in them what we had.

        Each thing is told once, by the nearest word, with what others have.
        """
        sources = self.material.names.sources
        nearest = sorted(alike, key=lambda each: distance_of(each.said.cite, sources))
        earlier = {each.id: was for each in nearest if (was := self.wrong_before(each)) is not None}
        had = [figure for was in earlier.values() for figure in was.said.figures]
        told: dict[int, list[GivenFigure]] = {}
        for entry in nearest:
            before = [each for others in told.values() for each in others]
            told[entry.id] = [
                GivenFigure(entry, figure, None)
                for figure in entry.said.figures
                if not any(same_thing(figure, each.figure) for each in before)
            ]
        lines = [
            self._of_a_happening(each, had, self._rivals_of(each, nearest)) for given in told.values() for each in given
        ]
        figures = f"{words.sentence_case('; '.join(lines))}." if lines else ""
        reasons = dict.fromkeys(words.ended(each.reason or "") for each in nearest if each.id in earlier)
        ours = f"Put right by us: {' '.join(reasons)}" if earlier else ""
        return " ".join(part for part in (figures, ours, self._taken_back(nearest)) if part)

    def _taken_back(self, alike: Iterable[Entry]) -> str:
        """Return that we took events or remarks back that say the same, and why."""
        gone = [each for entry in alike if (each := self._gone.get(entry.id)) is not None]
        if not gone:
            return ""
        how = "Rejected in review" if all(each.rejected for each in gone) else "Taken back by us"
        since = " since" if Cause.corrected in self.material.back else ""
        reasons = dict.fromkeys(words.ended(each.reason) for each in gone if each.reason)
        still = " Others tell it still." if any(each.still for each in gone) else ""
        return f"{how}{since}{': ' if reasons else '.'}{' '.join(reasons)}{still}"

    @cached_property
    def _gone(self) -> Mapping[int, HappeningGone]:
        return {each.entry.id: each for each in self.material.diff.taken_back}

    def _of_a_happening(self, told: GivenFigure, had: Iterable[Figure], rivals: Sequence[GivenFigure]) -> str:
        by = self._by((told,), rivals) if rivals else ""
        return f"{self._named(told)}{by}{_where_we_had(had, told.figure)}{self._against(rivals, (told,))}"

    def places_of_happening(self, alike: Sequence[Entry]) -> tuple[Citation, ...]:
        """Return the places of events or remarks that say the same, and of what contradicts their figures."""
        given = [GivenFigure(entry, figure, None) for entry in alike for figure in entry.said.figures]
        rivals = [rival.entry for each in given for rival in self._rivals_of(each, alike)]
        return tuple(dict.fromkeys(citation for entry in (*alike, *rivals) for citation in entry.said.cite))

    def _rivals_of(self, told: GivenFigure, alike: Iterable[Entry]) -> list[GivenFigure]:
        """Return what contradicts a figure, on its item or in what else says the same: that may be on no item."""
        found = [*self.material.figures.rivals(told.entry, told.figure)]
        given = (GivenFigure(entry, figure, None) for entry in alike for figure in entry.said.figures)
        for each in given:
            if same_thing(each.figure, told.figure):
                known = (told, *found)
                found += [] if any(agree(each.figure, other.figure) for other in known) else [each]
        return found

    def _tellers(self, given: Iterable[GivenFigure]) -> list[str]:
        """Return whose accounts these are: of a person who is cited as saying so it is not the publisher's."""
        persons, cited = self.material.names.persons, _first_cited(given)
        return [*dict.fromkeys(persons[by].name if (by := c.by) in persons else self._publisher(c) for c in cited)]

    def _publishers(self, given: Iterable[GivenFigure]) -> list[str]:
        return [*dict.fromkeys(map(self._publisher, _first_cited(given)))]

    def _publisher(self, cited: Citation) -> str:
        known = self.material.names.sources.get(cited.source or "")
        return (known.publisher or known.title) if known else str(cited.source)


def _first_cited(given: Iterable[GivenFigure]) -> list[Citation]:
    return [citation for each in given for citation in each.entry.said.cite[:1]]


def _lead(change: Change) -> str:
    """Return what leads to what was given before: of a promise that is another step on its way now, at which."""
    was, now = (said_of(side) for side in (change.before, change.after))
    if was is None or now is None or was.contested or was.status in {None, now.status}:
        return ", before "
    return f", when {was.word.replace('-', ' ')} "


def _by_each_account(change: Change, told: FigureChange) -> bool:
    """Whether each account of a cell in which they contradict each other gives it, at either end."""
    ends = (change.before, told.before or ()), (change.after, told.after)
    for side, given in ends:
        reading = said_of(side)
        numbers = {each.entry.id for account in given for each in account}
        if reading and reading.contested and any(numbers.isdisjoint(each.own) for each in reading.accounts):
            return False
    return True


def _is(told: FigureChange, figure: Figure) -> bool:
    return any(same_thing(each.figure, figure) for account in told.after for each in account)


def _happening(entry: Entry) -> tuple[object, ...]:
    """Return what an event or a remark says, and when: a round's days are no words of its own."""
    return entry.said.values(), entry.said.figures, day_known(entry)


def _where_we_had(had: Iterable[Figure], figure: Figure) -> str:
    was = next((each for each in had if same_thing(each, figure) and not agree(each, figure)), None)
    return f", where we had {figure_words(was)}" if was else ""
