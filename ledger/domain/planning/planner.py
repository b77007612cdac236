"""One file walked: each part goes to the room that decides it, and comes back as intents."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from ledger.domain.entries import AnyStatement
from ledger.domain.intents import WITH_REASON, Intent
from ledger.domain.naming import NameIndex, written
from ledger.domain.planning import acts, claims, quoting, records, references, renames, statements, warnings
from ledger.domain.planning.desk import Desk
from ledger.domain.records import Record
from ledger.domain.register import Register
from ledger.domain.seed import BLOCKS, Assertion, ChangesetInfo, Edit, Faulty, Part
from ledger.errors import Fault, as_typed

_ORDER = {block: place for place, block in enumerate(BLOCKS)}
_DESCRIBE = frozenset(block for block, place in _ORDER.items() if place < _ORDER["edit"])
_ACT = frozenset(block for block, place in _ORDER.items() if place >= _ORDER["citation"])


@dataclass(slots=True)
class FilePlanner(Desk):
    """Plans one changeset. Give it parts in batches with ``take``, then ``finish``; faults gather in ``faults``.

    Acts on entries (retractions, settlements, reviews …) wait for ``finish``, so that a stream may hold them in any
    order.
    """

    _later: list[Part] = field(default_factory=list)

    def as_stored(self, parts: Sequence[Part]) -> list[Part]:
        """Return a batch with keys where it names records, and its texts in normal form C: what ``take`` decides on.

        A name may be one that the batch itself gives. What is replayed is replayed to the letter.
        """
        headers = [part.value for part in parts if isinstance(part.value, ChangesetInfo)]
        if self.replay or any(header.hash is not None for header in headers):
            return list(parts)
        parts = [renames.under_present_key(self, part) for part in parts]
        described = (part.value for part in parts if isinstance(part.value, Record))
        register = NameIndex(self.now.frame, described, renames.apart(parts))
        stored = [(part, written(part.value, register)) for part in parts]
        return [part if value is part.value else replace(part, value=value) for part, value in stored]

    def take(self, parts: Iterable[Part]) -> list[Intent]:
        """Decide a batch of parts, in the order of the blocks."""
        intents: list[Intent] = []
        parts = list(parts)
        self.faults += renames.alone(self, parts)
        ordered = sorted(parts, key=lambda part: _ORDER[part.block])
        described = [part for part in ordered if part.block in _DESCRIBE]
        for part in described:
            intents += self._decide(part)
        for part in self._by_new_persons(ordered[len(described) :]):
            if part.block in _ACT:
                self._later.append(part)
            else:
                intents += self._decide(part)
        warnings.note_numbers_lost(self)
        return intents

    def _by_new_persons(self, parts: list[Part]) -> list[Part]:
        """Return what cites persons whom the file's own delegates have made, with their keys for their names."""
        return self.as_stored(parts) if any(ref.startswith("person:") for ref in self.added) else parts

    @property
    def waiting(self) -> list[Part]:
        """Acts that wait for ``finish``."""
        return self._later

    @property
    def moved_rounds(self) -> list[str]:
        """Rounds that have other days by now: ``finish`` says again what is known by them alone.

        What an export brings was recorded as it is.
        """
        replayed = self.replay and not self.header.merging
        return [] if replayed else [stage.key for stage in records.moved(self, self.before.rounds)]

    def finish(self) -> list[Intent]:
        """Decide what waited, and check what the file's records refer to."""
        intents: list[Intent] = []
        for part in self._by_new_persons(sorted(self._later, key=lambda part: _ORDER[part.block])):
            intents += self._decide(part)
        if self.unfound_before:
            known = "1 quote or place" if self.unfound_before == 1 else f"{self.unfound_before} quotes or places"
            self.plan.note(
                f"{known} recorded before not found in the attached texts: {as_typed('verify')} says how to mend that"
            )
        for part in self.entered.values():
            self.faults += records.reference_faults(part, self.now.frame, self.declared)
        if self.moved_rounds:
            intents += records.say_again(self, self.before.rounds)
        intents += statements.pairs_anew(self)
        if not self.replay:
            warnings.note_clock(self)
            self.faults += references.codes(self)
            self.faults += references.check(self)
            references.note_shared_names(self)
            records.note(self)
            records.note_days_promised_anew(self)
            self.faults += records.shared_codes(self.entered.values(), self.now.frame, self.before.parties)
            self.faults += records.undue(self.entered.values(), self.now.frame, self.before.items)
            self.faults += records.unfit_statuses(self.entered.values(), self.now, self.before.items)
            self.faults += claims.not_theirs(self)
        return intents

    def let_go(self) -> None:
        """Keep only what is told of the plan, once it is made: what the file brought is laid aside by now."""
        self.before = Register()
        self.entered, self.was = {}, {}
        self._later = []
        del self.plan.fallen[1:]  # one is told of, and a seed may bring many

    def look_up(self, faulty: Iterable[Part]) -> None:
        """Look up the keys and quotes of parts with other faults, once everything else of the file is known."""
        for part in faulty:
            self.faults += self._references_of(part)
            if isinstance(part.value.draft, AnyStatement) and not self.unfound:
                quoting.check_statement(self, part, statements.with_sources(self, part.value.draft))

    def _references_of(self, part: Part) -> list[Fault]:
        faulty: Faulty = part.value
        draft = faulty.draft
        named = references.of_record(draft) if isinstance(draft, Record) else statements.references_of(draft)
        return [
            fault
            for table, key, where in named
            if key and (table, where) != ("person", ("person",))  # of somebody new it is the name
            for fault in references.unknown(part, self.now.frame, self.declared, table, key, *where)
        ]

    def _decide(self, part: Part) -> list[Intent]:
        wrong, known = list(claims.faults_of_own_words(self, part)), self.plan.unchanged
        intents = self._decided(part)
        if wrong and (self.plan.unchanged == known or any(isinstance(each, WITH_REASON) for each in intents)):
            self.faults += wrong  # what the ledger has already keeps the reason that it has
        return intents

    def _decided(self, part: Part) -> list[Intent]:
        value = part.value
        if isinstance(value, AnyStatement) and not self.skip:
            return statements.decide(self, part, value)
        if isinstance(value, ChangesetInfo):
            self.faults += _no_day(part, value)
            return self._take_header(value)
        if isinstance(value, Assertion):
            self.assertions.append(part)
            return []
        if self.skip:
            self.plan.unchanged += 1
            return []
        self.sound.clear()
        if isinstance(value, Record):
            return records.decide(self, part, value)
        if isinstance(value, Edit):
            return records.decide_edit(self, part, value)
        return acts.decide(self, part)

    def _take_header(self, given: ChangesetInfo) -> list[Intent]:
        self.header = self.plan.header = given if given.hash else claims.claiming(self.header, given)
        self.replay = given.hash is not None
        self.skip = given.hash in self.now.hashes
        return []


def _no_day(part: Part, header: ChangesetInfo) -> Iterator[Fault]:
    """Yield a fault where a changeset was recorded on no day of the calendar; one replayed is as it was."""
    if header.recorded_at is not None and header.hash is None:
        try:
            datetime.fromisoformat(header.recorded_at)
        except ValueError:
            yield part.fault(f"{header.recorded_at} is not in the calendar", "recorded_at")
