"""Proposals and drafts as kept, beside the record: rows are only ever added."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Exists, Select, exists, func, select

from ledger.domain.proposals import Step
from ledger.domain.words import DraftStep, Outcome
from ledger.storage import schema
from ledger.storage.bulk import among, insert_rows
from ledger.storage.database import Store
from ledger.storage.register import next_id

_P, _V, _D, _S = schema.proposal.c, schema.proposal_verdict.c, schema.draft.c, schema.draft_step.c


@dataclass(frozen=True, slots=True)
class KeptProposal:
    """A proposal as kept: its line, and what became of it."""

    number: int
    draft: str | None
    proposer: str
    author: str
    at: str
    line: str
    outcome: Outcome | None
    judge: str | None
    judged_at: str | None
    note: str | None
    changeset: int | None
    amended: str | None
    sha256: str


def every(
    store: Store,
    *,
    numbers: Collection[int] | None = None,
    draft: str | None = None,
    waiting: bool = False,
    changeset: int | None = None,
    last: bool = False,
) -> Iterator[KeptProposal]:
    """Yield proposals in the order proposed: all, these, those of a draft; or those in none that nobody has judged.

    ``changeset``: those that it recorded. ``last``: of what was proposed again in the same place the last only.
    """
    query = _query().order_by(_P.id)
    if numbers is not None:
        query = query.where(among(store, _P.id, numbers))
    if draft is not None:
        query = query.where(_D.name == draft)
    if waiting:
        query = query.where(_V.id.is_(None), _P.draft_id.is_(None))
    if changeset is not None:
        query = query.where(_V.changeset_id == changeset)
    if last:
        query = query.where(~_again())
    for row in store.connection.execute(query):
        values: list[Any] = list(row)
        values[6] = Outcome(row.outcome) if row.outcome else None
        yield KeptProposal(*values)


def _query() -> Select[Any]:
    return (
        select(
            _P.id, _D.name, _P.proposer, _P.author, _P.at, _P.line, _V.outcome, _V.author, _V.at, _V.note,
            _V.changeset_id, _V.line, _P.sha256,
        )
        .select_from(schema.proposal)
        .outerjoin(schema.draft, _D.id == _P.draft_id)
        .outerjoin(schema.proposal_verdict, _V.proposal_id == _P.id)
    )  # fmt: skip


def _again() -> Exists:
    """Whether the same line of the same proposer came forward once more, in the same draft or in none."""
    later = schema.proposal.alias("later").c
    same = (later.sha256 == _P.sha256, later.proposer == _P.proposer, later.draft_id.is_not_distinct_from(_P.draft_id))
    return exists().where(*same, later.id > _P.id)


def count_waiting(store: Store) -> int:
    """Return how many proposals, in no draft, nobody has judged."""
    judged = select(_V.proposal_id)
    query = select(func.count()).select_from(schema.proposal).where(_P.id.not_in(judged), _P.draft_id.is_(None))
    return int(store.connection.execute(query).scalar_one())


def known(store: Store, proposer: str, sha256: Iterable[str]) -> dict[str, int]:
    """Return which of these lines a proposer proposed before, each with its last number.

    What went with a draft is forgotten.
    """
    dropped = select(_V.proposal_id).where(_V.outcome == Outcome.dropped.value)
    query = select(_P.sha256, _P.id).where(
        _P.proposer == proposer, among(store, _P.sha256, sha256), _P.id.not_in(dropped)
    )
    return {row.sha256: row.id for row in store.connection.execute(query.order_by(_P.id))}


def add(store: Store, rows: Iterable[Mapping[str, object]], draft: str | None = None) -> list[int]:
    """Keep proposals: rows of proposer, author, at, line, sha256; return their numbers."""
    first, number = next_id(store, schema.proposal), _draft_id(store, draft)
    numbered = [{**row, "id": first + place, "draft_id": number} for place, row in enumerate(rows)]
    insert_rows(store, schema.proposal, numbered)
    return list(range(first, first + len(numbered)))


def judge(store: Store, rows: Iterable[Mapping[str, object]]) -> None:
    """Keep what became of proposals: rows of proposal_id, outcome, author, at, note, line, changeset_id."""
    first = next_id(store, schema.proposal_verdict)
    insert_rows(store, schema.proposal_verdict, [{**row, "id": first + place} for place, row in enumerate(rows)])


# -- drafts -----------------------------------------------------------------------------------------------------------


def drafts(store: Store) -> dict[str, tuple[Step, ...]]:
    """Return what was done with each draft, by name, in the order in which they were opened."""
    query = select(_D.name, schema.draft_step).join(schema.draft, _D.id == _S.draft_id).order_by(_D.id, _S.id)
    found: dict[str, list[Step]] = defaultdict(list)
    for row in store.connection.execute(query):
        found[row.name].append(Step(DraftStep(row.step), row.author, row.at, row.note, row.changeset_id))
    return {name: tuple(steps) for name, steps in found.items()}


def open_draft(store: Store, name: str) -> None:
    """Enter a draft of a new name."""
    insert_rows(store, schema.draft, [{"id": next_id(store, schema.draft), "name": name}])


def step(store: Store, draft: str, taken: Step) -> None:
    """Keep what was done with a draft."""
    row = {
        "id": next_id(store, schema.draft_step),
        "draft_id": _draft_id(store, draft),
        "step": taken.step.value,
        "author": taken.author,
        "at": taken.at,
        "note": taken.note,
        "changeset_id": taken.changeset,
    }
    insert_rows(store, schema.draft_step, [row])


def _draft_id(store: Store, name: str | None) -> int | None:
    if name is None:
        return None
    return int(store.connection.execute(select(_D.id).where(_D.name == name)).scalar_one())


# -- copying ----------------------------------------------------------------------------------------------------------

TABLES = (schema.draft, schema.draft_step, schema.proposal, schema.proposal_verdict)


def copy(store: Store, into: Store) -> None:
    """Copy all of it into an empty ledger that has the same changesets."""
    for table in TABLES:
        rows = [dict(row) for row in store.connection.execute(select(table).order_by(table.c.id)).mappings()]
        insert_rows(into, table, rows)
