"""A diff as rows for spreadsheets, as counts, as keys, and as JSON for scripts."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ledger.cli.views import words
from ledger.domain.diff import Change, Diff, StatusSide, said_of
from ledger.domain.readings import Reading
from ledger.formats import json_diff, json_out
from ledger.formats.document import Document, Grid, Section, TableCell
from ledger.formats.tables import Table
from ledger.services.comparing import AtLaterPoint, Compared
from ledger.services.other_ledger import Alone, Other

UNCHANGED = "unchanged"
"""What stands for a verb where nothing happened: with ``--full``."""
_COUNTS = ("schema", "from", "to", "counts", "with")


def diff_table(compared: Compared) -> Table:
    """Return the changes as plain rows, and what did not change where that was asked for."""
    columns = ("item", "party", "verb", "cause", "before", "after", "delta", "held_on", "citations", "verbs")
    rows = [*map(_row, compared.diff.changes), *map(_same, compared.unchanged)]
    return Table(columns, rows)


def _row(change: Change) -> tuple[object, ...]:
    sides = state(change.before), state(change.after)
    words_of = change.item, change.party, change.verb.value, change.cause.value
    verbs = ", ".join(verb.value for verb in change.told_verbs)
    return *words_of, *sides, change.delta, _held(change.after), words.cited(change.citations), verbs


def _same(cell: AtLaterPoint) -> tuple[object, ...]:
    said = state(cell.side)
    reading = said_of(cell.side)
    cited = words.cited(reading.evidence.citations) if reading else ""
    return cell.item, cell.party, UNCHANGED, None, said, said, None, _held(cell.side), cited, UNCHANGED


def state(side: Reading | StatusSide | None) -> str | None:
    """Return the word for a side: a stance, a status, or ``overdue``."""
    if isinstance(side, StatusSide):
        return side.state
    return side.stance.value if side is not None and side.stance else None


def _held(side: Reading | StatusSide | None) -> str | None:
    held = side.held_on if isinstance(side, StatusSide) else side.held if side else None
    return str(held) if held else None


def stat_table(diff: Diff) -> Table:
    """Count the changes by verb, of each item and of each party."""
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    changes: Counter[tuple[str, str]] = Counter()
    for name in ("item", "party"):
        for change in diff.changes:
            if key := getattr(change, name):
                changes[name, key] += 1
                found[name, key].update(verb.value for verb in change.told_verbs)
    rows = [
        (*of, changes[of], ", ".join(f"{verb} {count}" for verb, count in verbs.items())) for of, verbs in found.items()
    ]
    return Table(("of", "key", "changes", "verbs"), rows)


def counted(document: Document, diff: Diff) -> Document:
    """Return the top of a note and, in place of its sections, the counts."""
    table = stat_table(diff)
    rows = tuple(tuple(TableCell(value) for value in row) for row in table.rows)
    grid = Grid("Changes by item and party", tuple(table.columns), rows)
    section = Section("changes", "Changes", (grid,))
    return replace(document, sections=(section,) if rows else ())


def names(diff: Diff) -> list[str]:
    """Return the keys of what changed, an item's and a party's with a tab between; each once."""
    return list(dict.fromkeys("\t".join(filter(None, (change.item, change.party))) for change in diff.changes))


def document(compared: Compared, *, stat: bool = False, full: bool = False) -> json_out.JsonDocument:
    """Return a diff as JSON: ``stat`` its counts alone, ``full`` with what did not change."""
    found = json_diff.diff(compared.diff, compared.figures.of)
    found["contested_still"] = [{"item": item, "party": party} for item, party in compared.diff.contested]
    if full:
        found[UNCHANGED] = list(map(_unchanged, compared.unchanged))
    if compared.other is not None:
        found["with"] = _other(compared.other)
    return {name: found[name] for name in _COUNTS if name in found} if stat else found


def lines(compared: Compared) -> Iterator[json_out.JsonDocument]:
    """Yield the changes one by one, then what did not change where that was asked for."""
    yield from (json_diff.change(each, compared.figures.of) for each in compared.diff.changes)
    yield from map(_unchanged, compared.unchanged)


def _unchanged(cell: AtLaterPoint) -> json_out.JsonDocument:
    """Return it in the form of a change."""
    side = json_diff.side(cell.side) or {}
    nothing: dict[str, Any] = {"cause": None, "before": side, "after": side, "delta": None}
    return {
        "item": cell.item,
        "party": cell.party,
        "verb": UNCHANGED,
        **nothing,
        "citations": side.get("citations", []),
    }


def _other(other: Other) -> json_out.JsonDocument:
    return {
        "ledger": other.name,
        "origin": other.origin.value,
        "title": other.title,
        "only_from": _alone(other.only_here),
        "only_to": _alone(other.only_there),
        "described": {record: list(fields) for record, fields in other.described.items()},
    }


def _alone(keys: Alone) -> json_out.JsonDocument:
    return {"items": list(keys.items), "parties": list(keys.parties), "rounds": list(keys.rounds)}
