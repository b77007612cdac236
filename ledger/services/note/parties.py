"""A paragraph by party: on how many items it moved and towards whom, what is first heard of it, where it is alone."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from ledger.domain.blocs import Besides
from ledger.domain.diff import Change, Undated, Verb
from ledger.domain.entries import Citation
from ledger.domain.readings import COLUMN_ROLES
from ledger.domain.records import Party
from ledger.formats.document import Paragraph, Sentence, Span, Style
from ledger.services.note import words
from ledger.services.note.behalf import BehalfWriter
from ledger.services.note.changed import ChangeWriter
from ledger.services.note.claims import Spans, full, places_of
from ledger.services.note.figures import FiguresDiffer
from ledger.services.note.first import lies_between, moved_inside, only_between, silences, with_other_figures
from ledger.services.note.lines import LineWriter
from ledger.services.note.material import reading_of
from ledger.services.note.sentences import is_silent

_FIRST_HELD = frozenset({Verb.stated, Verb.spoke})
"""Verbs of who held nothing on an item before."""


class PartyWriter:
    """Writes the paragraphs.

    ``held`` has, by party, the items on which it holds anything at the later point, ``besides`` what others hold for it
    there that would be denied without: after its own word, or where it has none.
    """

    def __init__(
        self,
        lines: LineWriter,
        changed: ChangeWriter,
        held: Mapping[str, Iterable[str]],
        besides: Mapping[str, Sequence[Besides]],
    ) -> None:
        self._lines = lines
        self._changed = changed
        self._held = held
        self._besides = besides
        self._behalf = BehalfWriter(lines)
        self._diff = lines.material.diff

    def paragraphs(self) -> Iterator[Paragraph]:
        """Yield a paragraph for each party at the table, and for every other of which a change tells."""
        spoken_of = {change.party for change in self._diff.changes}
        for party in self._lines.material.names.live_parties:
            if party.role in COLUMN_ROLES or party.key in spoken_of:
                yield Paragraph(tuple(self._about(party)))

    def _about(self, party: Party) -> Iterator[Sentence]:
        own = [change for change in self._diff.changes if change.party == party.key]
        name = Span(self._lines.names.party(party.key), Style.strong, to=f"party:{party.key}")
        sentences = list(self._whether_moved(name, own))
        for how, some in (
            ("by every account, though not alike,", [change for change in own if change.moved_unlike]),
            ("by some accounts alone", [change for change in own if change.moved_by_some]),
        ):
            if some:
                sentences.append(self._on(Span("It") if sentences else name, f"moved {how}", some))
        if undated := self._undated_of(party.key):
            sentences.append(self._may_have_moved(Span("It") if sentences else name, undated))
        for verb, said in ((Verb.silenced, "is reported as silent"), (Verb.spoke, "took a stance after a silence")):
            if found := silences(own, verb):
                sentences.append(self._on(Span("It") if sentences else name, said, found))
        sentences += self._with_figures(Span("It") if sentences else name, own)
        yield from sentences
        between = [change for change in own if only_between(change)]
        yield from self._between(Span("It") if sentences else name, between)
        yield from (self._inside(change) for change in self._diff.inside if change.party == party.key)
        yield from self._first_heard(Span("It") if sentences or between else name, own)

    def _whether_moved(self, name: Span, own: list[Change]) -> Iterator[Sentence]:
        """Yield how it moved, or that no move is reported; of one that held nothing before, neither."""
        party = (name.to or "").partition(":")[2]
        if moved := [change for change in own if change.moved]:
            told = self._changed.summed_up(party, moved)
            rest = told.spans[0].text.removeprefix(name.text)
            yield Sentence((name, Span(rest)), told.cites, party=party)
        elif self._was_heard(party, own):
            within = [change for change in moved_inside(self._diff) if change.party == party]
            somehow = any(only_between(each) or each.moved_unlike or each.moved_by_some for each in own)
            somehow = somehow or bool(self._undated_of(party))
            if not (somehow or any(lies_between(change, self._diff) for change in within)):
                since = [each for each in self._besides.get(party, ()) if each.follows and self._behalf.is_new(each)]
                yield self._denied(
                    name, since, "", "is not reported to have moved", "is not itself reported to have moved"
                )
        elif not own:
            where, beside = f"is in {self._lines.reports}", self._besides.get(party, ())
            yield self._denied(name, beside, "No stance of ", where, f"itself {where}")

    def _denied(self, name: Span, beside: Sequence[Besides], before: str, said: str, of_itself: str) -> Sentence:
        """Say that nothing is told of a party; of itself alone where something is said on its behalf."""
        if beside:
            return self._behalf.told(name, beside, before, f" {of_itself}; on its behalf")
        party = (name.to or "").partition(":")[2]
        return Sentence(full((Span(before), name, Span(f" {said}."))), self._lines.notes.ledger(), party=party)

    def _with_figures(self, name: Span, own: Iterable[Change]) -> Iterator[Sentence]:
        """Yield on what it holds the same with other figures: in talks about amounts that is what goes on."""
        found = with_other_figures(self._lines, own)
        ways = ((FiguresDiffer.surely, ""), (FiguresDiffer.by_some, ", by some accounts alone,"))
        for first_heard, when in ((False, "before"), (True, "at first")):
            for which, how in ways:
                if some := [each for each, by in found if by is which and (each.before is None) is first_heard]:
                    items, cited = self._items((each.item, each.rests_on) for each in some)
                    said = f" is told with other figures than {when}{how} on {items}."
                    yield Sentence((name, Span(said)), cited, party=some[0].party)

    def _on(self, name: Span, said: str, own: Sequence[Change]) -> Sentence:
        """Return on what a party did something: moved by some of the accounts that contradict each other, or by all."""
        items, cited = self._items((each.item, each.rests_on) for each in own)
        return Sentence((name, Span(f" {said} on {items}.")), cited, party=own[0].party)

    def _items(self, told: Iterable[tuple[str, Iterable[Citation]]]) -> tuple[str, tuple[int, ...]]:
        """Return the names of items and their places; of many how many they are: each is told in its own place."""
        found = list(told)
        named = [self._lines.names.item(key) for key in dict.fromkeys(key for key, _cited in found)]
        cited = [citation for _key, cited in found for citation in cited] if len(named) <= words.SOME else []
        return words.some(named, "item", "items"), self._lines.notes.of(cited)

    def _undated_of(self, party: str) -> list[Undated]:
        """Return on what it may have moved in between, or before or after."""
        passes = self._lines.material.time_passes
        return [each for each in self._diff.undated if passes and each.moves and each.party == party]

    def _may_have_moved(self, name: Span, undated: Sequence[Undated]) -> Sentence:
        items, cited = self._items((each.item, places_of(each.reading)) for each in undated)
        return Sentence((name, Span(f" may have moved on {items} (undated).")), cited, party=undated[0].party)

    def _was_heard(self, party: str, own: Collection[Change]) -> bool:
        """Whether it held anything when the time told of began: else that it did not move says nothing."""
        if not self._lines.material.whole or any(_FIRST_HELD.isdisjoint(change.verbs) for change in own):
            return True
        first, material = {change.item for change in own}, self._lines.material
        disputed = any(who == party and item not in first for item, who in material.diff.disputed)
        return disputed or any(item not in first for item in self._held.get(party, ()))

    def _between(self, name: Span, own: Sequence[Change]) -> Iterator[Sentence]:
        """Yield on what a party moved that stands at the end as at the start, or was not heard of at the start."""
        told_of = (
            ("moved and came back on", [each for each in own if each.before and not each.of_silence]),
            ("moved in between on", [each for each in own if each.of_silence]),
            ("moved after it was first reported, on", [change for change in own if change.before is None]),
        )
        for lead, found in told_of:
            if found:
                steps = [(Span(self._lines.names.item(each.item)), *self._steps(each)) for each in found]
                yield Sentence((name, Span(f" {lead} "), *words.enumerated(steps), Span(".")), party=found[0].party)
                name = Span("It")

    def _steps(self, change: Change) -> Spans:
        after = reading_of(change.after)
        way = [
            self._lines.claimed(
                full(
                    (
                        *self._lines.step_word(step, change),
                        Span(self._lines.passed(step, change.party, after)),
                    )
                ),
                step.citations,
            )
            for step in change.via
        ]
        doubt = "contested: " if after and after.contested else ""
        whose = self._lines.word_of(after) if after and not doubt else ""
        side = (Span(doubt), *self._lines.side_after(change), Span(whose))
        end = self._lines.claimed(full(side), places_of(after))
        return (Span(" ("), *words.enumerated([*way, end], ", then "), Span(")"))

    def _inside(self, change: Change) -> Sentence:
        line = self._changed.inside_line(change)
        return Sentence(line.spans, line.cites)

    def _first_heard(self, name: Span, own: list[Change]) -> Iterator[Sentence]:
        """Yield what is first heard of a party; that it was silent on something is no word of it."""
        stated = [change for change in own if Verb.stated in change.verbs]
        silent = [change for change in stated if is_silent(change.after)]
        heard = [change for change in stated if not is_silent(change.after)]
        for lead, found in (("is first reported, by us, on", heard), ("is reported as silent on", silent)):
            if found:
                items, cited = self._items((each.item, each.rests_on) for each in found)
                yield Sentence((name, Span(f" {lead} {items}.")), cited)
                name = Span("It")
