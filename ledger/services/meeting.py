"""Ledger files as git hands them to its drivers: merged, compared, told as text."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ledger.domain.meeting import AtOdds
from ledger.domain.seed import ChangesetInfo
from ledger.errors import NotFound, UsageError
from ledger.services import ledgers, merging
from ledger.services.merging import BOTH, MAY_BE_TWO, OURS, THEIRS, Merged
from ledger.services.parting import parting
from ledger.storage import changesets
from ledger.storage.changeset_contents import Contents, ContentsReader
from ledger.storage.database import Database, Store
from ledger.storage.engine import Location

NOTHING = frozenset({"-", "/dev/null", "nul"})
"""What stands where there is no file."""


def merge_files(
    base: str,
    ours: str,
    theirs: str,
    header: ChangesetInfo,
    chosen: Mapping[str, str | None],
    *,
    draft: str | None = None,
    dry_run: bool = False,
) -> Merged:
    """Bring one file into another, or into a ``draft`` made of it; raise as ``merging.merge`` does.

    Both copies say themselves where they parted: ``base`` is only looked at to refuse what is no file.
    """
    if base not in NOTHING and not Path(base).exists():
        raise NotFound(f"there is no file {base}", hint="write - for BASE where there is none")
    with ExitStack() as opened:
        other = opened.enter_context(read_copy(theirs))
        target = ours
        if draft is not None and not dry_run:
            target = str(ledgers.backup(ours, Path(draft)))
        database = Database(Location.parse(target))
        opened.callback(database.close)
        sides = _numbers(chosen, _conflicts(database, other))
        with (database.rehearse if dry_run else database.write)() as store:
            return merging.merge(store, other, header, sides)


def _conflicts(database: Database, other: Store) -> tuple[AtOdds, ...]:
    with database.read() as store:
        return merging.conflicts(store, other)


def _numbers(chosen: Mapping[str, str | None], conflicts: Sequence[AtOdds]) -> dict[int, str]:
    """Return which side was chosen, by the number of the conflict; all that stand as both are those that can."""
    found: dict[int, str] = {}
    for side in sorted((OURS, THEIRS, BOTH), key=lambda side: chosen.get(side) == "all"):
        text = chosen.get(side)
        if text == "all":
            fit = {n for n, each in enumerate(conflicts, 1) if side != BOTH or each.about in MAY_BE_TWO}
            found |= dict.fromkeys(fit - found.keys(), side)
        elif text:
            found |= {_number(each): side for each in text.split(",")}
    return found


def _number(text: str) -> int:
    if not text.strip().isdecimal():
        raise UsageError(f'"{text}" is not a number of a conflict', hint="--ours 1,3, or --ours all")
    return int(text)


@contextmanager
def read_copy(path: str) -> Iterator[Store]:
    """Give a ledger file to read, as this program has them: one of an earlier schema is upgraded in a copy."""
    if not Path(path).is_file():
        raise NotFound(f"there is no file {path}")
    with TemporaryDirectory(prefix="position-ledger-") as folder:
        copy = Path(folder) / "ledger.db"
        shutil.copyfile(path, copy)
        try:
            status = ledgers.schema_status(str(copy))
        except NotFound as problem:  # the copy is nobody's business
            raise NotFound(problem.message.replace(str(copy), path)) from problem
        if not status.up_to_date:
            ledgers.upgrade(str(copy))
        database = Database(Location(path=copy))
        try:
            with database.read() as store:
                yield store
        finally:
            database.close()


@contextmanager
def two_copies(old: str, new: str) -> Iterator[tuple[Store | None, Store | None]]:
    """Give two ledger files to read; ``None`` for one that is not there."""
    with ExitStack() as opened:
        one, other = (
            None if path in NOTHING or _is_empty(path) else opened.enter_context(read_copy(path)) for path in (old, new)
        )
        yield one, other


def _is_empty(path: str) -> bool:
    return Path(path).is_file() and not Path(path).stat().st_size


@dataclass(frozen=True, slots=True)
class Met:
    """How far two files are one: the last changeset of both, and how many each has beyond it."""

    parted: int
    lost: int
    new: int


def met(before: Store | None, after: Store | None) -> Met:
    """Return how far two files are one."""
    parted = parting(before, after) if before is not None and after is not None else 0
    lost, new = (changesets.last_number(store) - parted if store is not None else 0 for store in (before, after))
    return Met(parted, lost, new)


def acts(store: Store, since: int = 0) -> Iterator[Contents]:
    """Yield what each changeset after one recorded, under the keys of its time."""
    reader = ContentsReader(store, as_then=True)
    for number in range(since + 1, changesets.last_number(store) + 1):
        yield reader.contents(number)
