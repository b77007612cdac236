"""Seeds read and planned before anybody has to wait: while the ledger stays as it was, only the writing is left.

A transaction to read plans, one to write records. What came in between is found by the last changeset; then it is
planned anew, and the last time with the ledger in hand. A few (``AT_HAND`` parts) are held in memory, more are laid
aside in a file. What renames or replays, and tables, whose meaning the ledger has to say, are planned as they are
recorded.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from ledger import starting
from ledger.domain.entries import AnyStatement
from ledger.domain.planning.ledger_now import MOST_TEXT, LedgerNow
from ledger.domain.seed import Attachment, ChangesetInfo, Part, SeedFile
from ledger.services.importing import FileImport, How, Imported, OnNote, Walk, import_seeds
from ledger.services.tables_in import Opened
from ledger.storage import changesets
from ledger.storage.aside import Aside, LedgerMoved
from ledger.storage.database import Store

AT_HAND = 10_000
"""Parts that are held in memory until they are recorded."""
MOST_AMENDED = 20_000
"""Entries, recorded before, to which an import that is laid aside may add citations: those are held in memory."""
_TRIES = 3
_ANEW = frozenset({"edit", "dropped_citation", "rival", "settlement"})
"""Blocks by which a ledger is put right: what they mean is asked of a database that has all that came before them."""


class _CannotWait(Exception):
    """What a part means cannot be decided before those ahead of it are recorded."""


@dataclass(slots=True)
class ImportAhead:
    """An import in three steps, each in its own time: read by ``of``, then ``plan``, then ``record``."""

    opened: Opened
    how: How
    _seeds: list[SeedFile] = field(default_factory=list)
    _rest: Iterator[SeedFile] | None = None
    _long: bool = False
    _taken: bool = False
    _tries: int = 0
    _planned: list[FileImport] = field(default_factory=list)
    _walk: Walk | None = None
    _aside: Aside | None = None
    _last: tuple[int, str | None] = (0, None)

    @classmethod
    def of(cls, opened: Opened, *, unfound: bool = False, told: OnNote = lambda _step: None) -> "ImportAhead":
        """Read what can be read without the ledger, as far as it is held in memory."""
        ahead = cls(opened, How(unfound=unfound, told=told))
        with starting.rarely():
            ahead._read()
        return ahead

    def _read(self) -> None:
        left = AT_HAND
        for seed in self.opened.plain or ():
            parts = iter(seed.parts)
            at_hand = list(islice(parts, left))
            left -= len(at_hand)
            seed.parts = at_hand if left else chain(_let_go_of(at_hand), parts)
            self._seeds.append(seed)
            if not left:
                self._rest, self._long = self.opened.plain, True
                break

    def plan(self, store: Store, header: ChangesetInfo) -> None:
        """Decide what is to be recorded; raise what ``import_seeds`` raises of faults."""
        self._walk, self._planned = None, []
        if self._long:
            self._plan_aside(store, header)
        elif self._seeds and _can_be_held(self._seeds):
            self._tries += 1
            self._plan(store, header, self._seeds, None)

    def _plan(self, store: Store, header: ChangesetInfo, seeds: Iterable[SeedFile], aside: Aside | None) -> None:
        self._last = changesets.last(store)
        with starting.rarely():
            walk = Walk(store, header, self.how)
            walk.now.amended = {} if aside is not None else None
            for seed in seeds:
                if aside is not None:
                    seed.parts = _those_that_wait(seed.parts, walk.now)
                self._planned.append(walk.take(seed, held=[] if aside is None else None, aside=aside))
                self._planned[-1].hold()
            walk.raise_faults()
        self._walk = walk

    def _plan_aside(self, store: Store, header: ChangesetInfo) -> None:
        """Plan what is long into a file: as often as others record meanwhile, but not for ever."""
        while self.opened.anew is not None and self._tries < _TRIES:
            self._tries += 1
            self._planned = []
            self._let_go()
            self._aside = Aside(store)
            try:
                self._plan(store, header, self._anew(store), self._aside)
            except LedgerMoved:
                self.how.told("planning anew: somebody has recorded meanwhile")
                continue
            except _CannotWait:
                self._tries = _TRIES
                break
            self._aside.whole()
            return
        self._let_go()

    def stands(self, store: Store) -> bool:
        """Whether what was planned holds; or nothing is gained by planning it again without the ledger in hand."""
        return self._walk is None or self._tries >= _TRIES or changesets.last(store) == self._last

    def record(self, store: Store, header: ChangesetInfo) -> Imported:
        """Record what was planned; plan it anew, with this header, where something was recorded since."""
        if self._walk is None or changesets.last(store) != self._last:
            self._let_go()
            return import_seeds(store, self._anew(store), header, unfound=self.how.unfound, told=self.how.told)
        with starting.rarely():
            for planned in self._planned:
                planned.carry_out_held(store)
                planned.close(self._walk.result)
        self._let_go()
        return self._walk.ended(store)

    def _let_go(self) -> None:
        if self._aside is not None:
            self._aside.close()
            self._aside = None

    def _anew(self, store: Store) -> Iterator[SeedFile]:
        """Return the seeds; what streams is read once more where it was read to be planned."""
        if self.opened.plain is None:
            return self.opened(store)
        if self._long and self._taken and self.opened.anew is not None:
            return self.opened.anew()
        self._taken = True
        return chain(self._seeds, self._rest or ())


def _let_go_of(parts: list[Part]) -> Iterator[Part]:
    """Hand on what was held, and hold no more than is still to come."""
    parts.reverse()
    while parts:
        yield parts.pop()


def _those_that_wait(parts: Iterable[Part], now: LedgerNow) -> Iterator[Part]:
    for part in parts:
        if not _can_wait(part) or len(now.amended or ()) > MOST_AMENDED:
            raise _CannotWait
        yield part


def _can_be_held(seeds: list[SeedFile]) -> bool:
    parts = [part for seed in seeds for part in seed.parts]
    texts = sum(len(part.value.text) for part in parts if isinstance(part.value, Attachment))
    return texts <= MOST_TEXT and all(map(_can_wait, parts))


def _can_wait(part: Part) -> bool:
    """Whether what a part means can be decided before those ahead of it are recorded."""
    value = part.value
    if isinstance(value, AnyStatement):
        return True
    replayed = isinstance(value, ChangesetInfo) and value.hash is not None
    return part.block not in _ANEW and not replayed and not getattr(value, "struck", False)
