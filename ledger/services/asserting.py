"""Position assertions: what must be so once a seed is in. A failed one says what was expected and found, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ledger.domain.naming import Unnamed, resolve
from ledger.domain.readings import Matrix, Reading, Row
from ledger.domain.records import Record
from ledger.domain.seed import Assertion, Part
from ledger.errors import CheckFailed, Fault, InvalidSeed, LedgerError
from ledger.services.matrix import matrix_at
from ledger.storage.database import Store


def check(store: Store, assertions: Iterable[Part]) -> int:
    """Check every assertion and return how many there were.

    Raises ``InvalidSeed`` for those that name what is not there, ``CheckFailed`` with one fault for each that fails.
    """
    matrices: dict[str, Matrix] = {}
    unknown: list[Fault] = []
    failed: list[Fault] = []
    parts = list(assertions)
    for part in parts:
        try:
            matrix = matrices.setdefault(part.value.at, matrix_at(store, part.value.at))
        except LedgerError as problem:
            unknown.append(part.fault(problem.message, "at", hint=problem.hint))
            continue
        by_key, names = _by_key(part, matrix)
        unknown += names
        failed += [] if names else _differences(by_key, matrix)
    if unknown:
        raise InvalidSeed("assertions name what is not in the ledger", faults=tuple(unknown))
    if failed:
        do = "does" if len(failed) == 1 else "do"
        raise CheckFailed(f"{len(failed)} of {len(parts)} assertions {do} not hold", faults=tuple(failed))
    return len(parts)


def _by_key(part: Part, matrix: Matrix) -> tuple[Part, list[Fault]]:
    """Return an assertion with the keys of what it names, and a fault for what is not there."""
    wanted: Assertion = part.value
    items = {row.item.key: row.item for row in matrix.rows}
    known: dict[str, Mapping[str, Record]] = {"item": items, "party": {each.key: each for each in matrix.parties}}
    found: dict[str, str] = {}
    faults: list[Fault] = []
    for table, name in (("item", wanted.item), ("party", wanted.party)):
        try:
            found |= {table: resolve(table, name, known[table])} if name is not None else {}
        except Unnamed as problem:
            faults.append(part.fault(problem.message, table, hint=problem.hint))
    return replace(part, value=wanted.model_copy(update=found)), faults


def _differences(part: Part, matrix: Matrix) -> list[Fault]:
    wanted: Assertion = part.value
    row = next((row for row in matrix.rows if row.item.key == wanted.item), None)
    checks: list[tuple[str, object, object, Reading | None]] = []
    if wanted.open_items is not None:
        checks.append(("open_items", wanted.open_items, matrix.items_open, None))
    if wanted.settled_items is not None:
        checks.append(("settled_items", wanted.settled_items, matrix.items_settled, None))
    if row is None:
        if wanted.contested is not None:
            checks.append(("contested", wanted.contested, matrix.contested > 0, None))
    else:
        checks += _of_row(wanted, row)
    return [
        part.fault(
            f"expected {name} {_shown(expected)} at {wanted.at}, found {_shown(found)}", name, hint=_because(why)
        )
        for name, expected, found, why in checks
        if expected != found
    ]


def _of_row(wanted: Assertion, row: Row) -> list[tuple[str, object, object, Reading | None]]:
    cell = row.cells.get(wanted.party or "")
    checks: list[tuple[str, object, object, Reading | None]] = []
    if wanted.stance is not None:
        checks.append(("stance", wanted.stance, cell.stance if cell else None, cell))
    if wanted.status is not None:
        checks.append(("status", wanted.status, row.status, row.status_reading))
    if wanted.spread is not None:
        checks.append(("spread", wanted.spread, row.spread, None))
    if wanted.contested is not None:
        readings = [cell] if wanted.party else [*row.cells.values(), row.status_reading]
        at_odds = next((reading for reading in readings if reading and reading.contested), None)
        checks.append(("contested", wanted.contested, at_odds is not None, at_odds))
    told = cell if wanted.party else row.status_reading
    if wanted.sure is not None:
        checks.append(("sure", wanted.sure, told.sure if told else None, told))
    if wanted.voice is not None:
        checks.append(("voice", wanted.voice, told.evidence.voice if told else None, told))
    return checks


def _shown(value: object) -> str:
    return "nothing" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _because(reading: Reading | None) -> str | None:
    if reading is None:
        return None
    sources = ", ".join(sorted({c.source for c in reading.evidence.citations if c.source}))
    return f"by entry {reading.entry} (@{reading.changeset}, held {reading.held}, from {sources})"
