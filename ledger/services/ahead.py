"""Seeds read and planned before anybody has to wait: while the ledger stays as it was, only the writing is left.

A transaction to read plans, one to write records. What came in between is found by the last changeset; then it is
planned anew. What streams (more than ``AT_HAND`` parts), what renames or replays, and tables, whose meaning the ledger
has to say, are planned as they are recorded.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from ledger import starting
from ledger.domain.planning.ledger_now import MOST_TEXT
from ledger.domain.seed import Attachment, ChangesetInfo, Part, SeedFile
from ledger.services.importing import FileImport, How, Imported, OnNote, Walk, import_seeds
from ledger.services.tables_in import Opened
from ledger.storage import changesets
from ledger.storage.database import Store

AT_HAND = 10_000
"""Parts that are held in memory until they are recorded."""
_ANEW = frozenset({"edit", "dropped_citation", "rival", "settlement"})
"""Blocks by which a ledger is put right: what they mean is asked of a database that has all that came before them."""


@dataclass(slots=True)
class Ahead:
    """An import in three steps, each in its own time: read by ``of``, then ``plan``, then ``record``."""

    opened: Opened
    how: How
    _seeds: list[SeedFile] = field(default_factory=list)
    _rest: Iterator[SeedFile] | None = None
    _planned: list[FileImport] = field(default_factory=list)
    _walk: Walk | None = None
    _last: tuple[int, str | None] = (0, None)

    @classmethod
    def of(cls, opened: Opened, *, unfound: bool = False, told: OnNote = lambda _step: None) -> "Ahead":
        """Read what can be read without the ledger, as far as it is held in memory."""
        ahead = cls(opened, How(unfound=unfound, told=told))
        left = AT_HAND
        for seed in opened.plain or ():
            parts = iter(seed.parts)
            at_hand = list(islice(parts, left))
            left -= len(at_hand)
            seed.parts = at_hand if left else chain(at_hand, parts)
            ahead._seeds.append(seed)
            if not left:
                ahead._rest = opened.plain
                break
        return ahead

    def plan(self, store: Store, header: ChangesetInfo) -> None:
        """Decide what is to be recorded, where all of it is at hand; raise what ``import_seeds`` raises of faults."""
        if not self._seeds or self._rest is not None or not _can_be_held(self._seeds):
            return
        self._last = changesets.last(store)
        with starting.rarely():
            walk = Walk(store, header, self.how)
            for seed in self._seeds:
                self._planned.append(walk.take(seed, held=[]))
                self._planned[-1].hold()
            walk.raise_faults()
        self._walk = walk

    def record(self, store: Store, header: ChangesetInfo) -> Imported:
        """Record what was planned; plan it anew, with this header, where something was recorded since."""
        if self._walk is None or changesets.last(store) != self._last:
            return import_seeds(store, self._seeds_of(store), header, unfound=self.how.unfound, told=self.how.told)
        with starting.rarely():
            for planned in self._planned:
                planned.carry_out_held(store)
                planned.close(self._walk.result)
        return self._walk.ended(store)

    def _seeds_of(self, store: Store) -> Iterator[SeedFile]:
        return chain(self._seeds, self._rest or ()) if self.opened.plain is not None else self.opened(store)


def _can_be_held(seeds: list[SeedFile]) -> bool:
    parts = [part for seed in seeds for part in seed.parts]
    texts = sum(len(part.value.text) for part in parts if isinstance(part.value, Attachment))
    return texts <= MOST_TEXT and all(map(_can_wait, parts))


def _can_wait(part: Part) -> bool:
    """Whether what a part means can be decided before those ahead of it are recorded."""
    value = part.value
    replayed = isinstance(value, ChangesetInfo) and value.hash is not None
    return part.block not in _ANEW and not replayed and not getattr(value, "struck", False)
