"""Position assertions: what must be so once a seed is in. A failed one says what was expected and found, and why."""

from collections.abc import Iterable

from ledger.domain.readings import Matrix, Reading, Row
from ledger.domain.seed import Assertion, Part
from ledger.domain.suggest import did_you_mean
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
        names = _unknown_names(part, matrix)
        unknown += names
        failed += [] if names else _differences(part, matrix)
    if unknown:
        raise InvalidSeed("assertions name what is not in the ledger", faults=tuple(unknown))
    if failed:
        do = "does" if len(failed) == 1 else "do"
        raise CheckFailed(f"{len(failed)} of {len(parts)} assertions {do} not hold", faults=tuple(failed))
    return len(parts)


def _unknown_names(part: Part, matrix: Matrix) -> list[Fault]:
    wanted: Assertion = part.value
    known = {"item": [row.item.key for row in matrix.rows], "party": [party.key for party in matrix.parties]}
    return [
        part.fault(f'"{key}" is not a known {name}', name, hint=did_you_mean(key, known[name]))
        for name, key in (("item", wanted.item), ("party", wanted.party))
        if key is not None and key not in known[name]
    ]


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
    return checks


def _shown(value: object) -> str:
    return "nothing" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _because(reading: Reading | None) -> str | None:
    if reading is None:
        return None
    sources = ", ".join(sorted({c.source for c in reading.evidence.citations if c.source}))
    return f"by entry {reading.entry} (@{reading.changeset}, held {reading.held}, from {sources})"
