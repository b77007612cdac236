"""Verdicts on entries. Several people's stand side by side: of each, the last one holds."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, select

from ledger.domain.floors import Counting
from ledger.domain.own_words import only_redefined, says_again
from ledger.domain.words import Op, Verdict
from ledger.storage import schema
from ledger.storage.bulk import among
from ledger.storage.database import Store


class Reviewed(NamedTuple):
    """A verdict as recorded."""

    entry: int
    verdict: Verdict
    reviewer: str
    note: str | None
    changeset: int


def side_by_side(
    store: Store, known_at: int | None = None, ids: Iterable[int] | None = None
) -> dict[int, tuple[Reviewed, ...]]:
    """Return, by entry number, the verdict of each reviewer that holds at a changeset, in the order given."""
    table = schema.review
    query = select(table).order_by(table.c.id)
    if known_at is not None:
        query = query.where(table.c.changeset_id <= known_at)
    if ids is not None:
        query = query.where(among(store, table.c.entry_id, ids))
    found: dict[int, dict[str, Reviewed]] = defaultdict(dict)
    for row in store.connection.execute(query):
        found[row.entry_id].pop(row.reviewer, None)  # so that the order is that of the verdicts that hold
        if row.verdict != Verdict.withdrawn.value:
            given = Reviewed(row.entry_id, Verdict(row.verdict), row.reviewer, row.note, row.changeset_id)
            found[row.entry_id][row.reviewer] = given
    return {entry: tuple(by.values()) for entry, by in found.items() if by}


def verdicts(store: Store, known_at: int | None = None, ids: Iterable[int] | None = None) -> dict[int, Reviewed]:
    """Return the verdict by which each reviewed entry goes: a rejection by anybody, else the last acceptance."""
    return {entry: prevailing(given) for entry, given in side_by_side(store, known_at, ids).items()}


def prevailing(given: Sequence[Reviewed]) -> Reviewed:
    """Return, of verdicts that stand side by side, the one by which the entry goes."""
    return next((each for each in given if each.verdict is Verdict.rejected), given[-1])


def carried(store: Store) -> set[tuple[int, int]]:
    """Return the verdicts, by entry and changeset, with which entries were said again: nobody looked at them anew."""
    entry, review = schema.entry.c, schema.review.c
    judged = entry.id == review.entry_id, entry.changeset_id == review.changeset_id, entry.reason.is_not(None)
    found = store.connection.execute(select(entry.id, entry.changeset_id, entry.reason).where(*judged))
    return {(number, changeset) for number, changeset, reason in found if only_redefined(reason)}


def accepted(store: Store, known_at: int | None = None, ids: Iterable[int] | None = None) -> set[int]:
    """Return the numbers of entries that somebody has accepted and nobody rejected."""
    return {entry for entry, said in verdicts(store, known_at, ids).items() if said.verdict is Verdict.accepted}


def replaced(store: Store, known_at: int, counting: Counting) -> Select[Any]:
    """Return the statement for the entries that were taken back, or corrected by one that counts itself."""
    newer = schema.entry.alias("newer").c
    found = select(newer.supersedes_id).where(newer.supersedes_id.is_not(None), newer.changeset_id <= known_at)
    if counting.reviewed_only:
        return found.where((newer.op == Op.retract.value) | among(store, newer.id, accepted(store, known_at)))
    judged = taking_no_place(store, known_at)
    return found.where(~among(store, newer.id, judged)) if judged else found


def rejected(store: Store, known_at: int | None = None) -> frozenset[int]:
    """Return the numbers of entries that somebody's last verdict rejects: they count nowhere.

    And of those that such an entry only says again: what it says was rejected, whoever said it first.
    """
    return store.once((rejected, known_at), lambda: _rejected(store, known_at))


def taking_no_place(store: Store, known_at: int | None = None) -> frozenset[int]:
    """Return those of the rejected that leave what they corrected where it was: what only says it again does not."""
    return rejected(store, known_at).difference(rejected_again(store, known_at).values())


def rejected_again(store: Store, known_at: int | None = None) -> dict[int, int]:
    """Return the entries that were only said again and rejected then, each with the number of what says it again."""
    return store.once((rejected_again, known_at), lambda: said_again(store, _judged_rejected(store, known_at)))


def _rejected(store: Store, known_at: int | None) -> frozenset[int]:
    return frozenset(_judged_rejected(store, known_at) | rejected_again(store, known_at).keys())


def _judged_rejected(store: Store, known_at: int | None) -> set[int]:
    """Return the numbers of entries on which somebody's last verdict is a rejection."""
    table = schema.review.c
    some = select(table.entry_id).where(table.verdict == Verdict.rejected.value)
    if known_at is not None:
        some = some.where(table.changeset_id <= known_at)
    ids = set(store.connection.execute(some).scalars())
    found = verdicts(store, known_at, ids) if ids else {}
    return {entry for entry, said in found.items() if said.verdict is Verdict.rejected}


def said_again(store: Store, numbers: Collection[int]) -> dict[int, int]:
    """Return what these entries only say again, and so on back, each with the number of what says it again."""
    entry, found = schema.entry.c, dict[int, int]()
    ends = set(numbers)
    while ends:
        query = select(entry.id, entry.supersedes_id, entry.after_id, entry.reason)
        rows = store.connection.execute(query.where(among(store, entry.id, ends), entry.reason.is_not(None)))
        older = {of: number for number, *said in rows if (of := says_again(said[2], said[0], said[1])) is not None}
        ends = older.keys() - found.keys()
        found |= older
    return found
