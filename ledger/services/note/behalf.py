"""What others hold on behalf of parties, told where a sentence on these alone would deny it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from ledger.domain.blocs import Besides, Blocs, SpokenFor
from ledger.domain.diff import Change
from ledger.domain.readings import MatrixRow, Reading
from ledger.domain.words import Stance
from ledger.formats.document import Sentence, Span
from ledger.services.note import words
from ledger.services.note.claims import Spans, full
from ledger.services.note.lines import LineWriter

_FEW = 4  # words of others in a sentence; the rest is counted
Grouped = Sequence[tuple[Sequence[str], Besides]]
"""What was said once for several parties, with their keys."""


class BehalfWriter:
    """Writes what was said for parties after they were last heard themselves, and otherwise."""

    def __init__(self, lines: LineWriter) -> None:
        self._lines = lines
        self._names = lines.names
        self._rows = lines.material.rows
        self._diff = lines.material.diff
        self._blocs = lines.blocs

    def later(self, item: str, parties: Iterable[str]) -> Grouped:
        """Return what was said for parties on an item since their own word on it."""
        row, wanted = self._rows.get(item), set(parties)
        found: dict[str, tuple[list[str], Besides]] = {}
        for party, each in self._follow(row) if row else ():
            if party in wanted:
                found.setdefault(each.said.by, ([], each))[0].append(party)
        return list(found.values())

    def _follow(self, row: MatrixRow) -> Iterator[tuple[str, Besides]]:
        return ((party, each) for party, each in self._blocs.besides(row) if each.follows)

    def is_new(self, each: Besides) -> bool:
        """Whether a word came after the earlier point, on any reading of its days."""
        return self._came_since(each.said.reading)

    def _came_since(self, reading: Reading) -> bool:
        return self._diff.earlier_point.precedes(reading.held, reading.round)

    @cached_property
    def _new(self) -> Mapping[str, Sequence[str]]:
        found = {
            key: [party for party, each in self._follow(row) if self.is_new(each)] for key, row in self._rows.items()
        }
        return {item: parties for item, parties in found.items() if parties}

    @property
    def items(self) -> Sequence[str]:
        """On which items somebody spoke otherwise for a party since the earlier point, and since its own word."""
        return list(self._new)

    def but(self) -> str:
        """Return what stands after that nobody moved: for whom another word than their own is reported since."""
        parties = list(dict.fromkeys(party for each in self._new.values() for party in each))
        if not parties:
            return ""
        own = "its own" if len(parties) == 1 else "their own"
        items = words.some([self._names.item(key) for key in self._new], "item", "items")
        whom = self._names.some_parties(parties)
        return f"; on behalf of {whom} another word than {own} is reported since: {items}"

    def beside_gap(self, item: str, parties: Iterable[str]) -> Spans:
        """Return what others said since for those whose gap is told: ``; since then EU on behalf of Red: doubts``."""
        found = self.later(item, parties)
        told = [
            f"{self._names.party(each.said.by)} on behalf of {self._names.parties(keys)}: {_word(each)}"
            for keys, each in found
        ]
        return (Span(f"; since then {words.listed(told)}"),) if told else ()

    def beside_claims(self, item: str, parties: Iterable[str]) -> Spans:
        """Return the same as claims with their places, after those of the parties themselves."""
        said: list[Span] = []
        for keys, each in self.later(item, parties):
            said += [
                Span(f"; since then, on behalf of {self._names.parties(keys)}, "),
                *self._lines.holds(each.said.reading),
            ]
        return tuple(said)

    def before(self, stated: Iterable[Change]) -> Spans:
        """Return what others held for who is first heard on an item since, and holds another."""
        found: dict[str, tuple[list[str], SpokenFor]] = {}
        for party, said in self._held_before(stated):
            found.setdefault(said.by, ([], said))[0].append(party)
        told = [
            (Span(f" Before, on behalf of {self._names.some_parties(keys)}: "), *self._lines.holds(said.reading))
            for keys, said in found.values()
        ]
        return tuple(span for each in told for span in (*each, Span(".")))

    def told_before(self, stated: Iterable[Change]) -> set[tuple[str | None, str]]:
        """Return who speaks for whom in what ``before`` tells."""
        return {(said.by, party) for party, said in self._held_before(stated)}

    def _held_before(self, stated: Iterable[Change]) -> Iterator[tuple[str, SpokenFor]]:
        """Yield what others held for parties first heard since at the earlier point, or said since, before their word.

        Who held something at the earlier point and moved since is told with that move.
        """
        for change in stated:
            own, party = change.after, change.party
            if party is None or not isinstance(own, Reading):
                continue
            first = change.first.held if change.first else own.held
            then, since = (each.get(change.item, {}).get(party, ()) for each in (self._spoken_then, self._spoken_since))
            there = {said.by for said in then}
            new = (said for said in since if said.by not in there and said.reading.held.last < first.first)
            yield from ((party, said) for said in (*then, *new) if said.differs_from(own))

    @cached_property
    def _spoken_then(self) -> Mapping[str, Mapping[str, Sequence[SpokenFor]]]:
        """What others held for whom on the day of the earlier point, by item and party, as known at the later one."""
        then = self._lines.material.for_others_then
        return {item: self._lines.blocs_then.spoken_for(cells) for item, cells in then.items()}

    @cached_property
    def _spoken_since(self) -> Mapping[str, Mapping[str, Sequence[SpokenFor]]]:
        """What somebody has said for whom since the earlier point, by item and party; a bloc for its members then."""
        material = self._lines.material
        if material.other is not None or not material.time_passes:
            return {}
        found: dict[str, dict[str, list[SpokenFor]]] = {}
        for item in dict.fromkeys(change.item for change in self._diff.changes if change.party and not change.before):
            every = self._rows[item].every if item in self._rows else {}
            new = {key: held for key, held in every.items() if held.sure and self._came_since(held)}
            for key, held in new.items():
                then = Blocs(material.names.parties, held.held.last)
                for party, said in then.spoken_for({key: held}).items():
                    found.setdefault(item, {}).setdefault(party, []).extend(said)
        return found

    def told(self, name: Span, found: Sequence[Besides], before: str, after: str) -> Sentence:
        """Return a sentence on a party that ends with what others hold on its behalf, item by item."""
        shown = found if len(found) <= _FEW + 1 else found[:_FEW]
        parts: list[Span] = []
        for each in shown:
            lead = f"{'; ' if parts else ''}on {self._names.item(each.item.key)}, "
            parts += [Span(lead), *self._lines.holds(each.said.reading)]
        left = len(found) - len(shown)
        parts += [Span(f"; and {left:,} more")] if left else []
        party = (name.to or "").partition(":")[2]
        return Sentence(full((Span(before), name, Span(f"{after}: "), *parts, Span("."))), party=party)

    def for_whom(self, reading: Reading) -> Spans:
        """Return for whom a stance is held besides its party: ``, on behalf of Red and Green``."""
        speaker = reading.party or ""
        if reading.stance is Stance.silent or not self._blocs.speaks_for_others(speaker, reading):
            return ()
        heard = list(self._blocs.heard_by(speaker, reading))
        return (Span(f", on behalf of {self._names.some_parties(heard)}"),) if heard else ()


def _word(each: Besides) -> str:
    reading = each.said.reading
    return f"{reading.word}{'' if reading.sure else ' (only possible)'}"
