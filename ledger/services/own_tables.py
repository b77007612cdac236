"""The ledger's own tables come in again: what is as it was is left alone, a changed cell is an edit or a correction.

The ledger as it is by now is written in the same way, and compared cell by cell. A row of the history that this ledger
wrote (same changeset, author and time) and that says otherwise now corrects its entry; one from another ledger is a
statement like any other.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any, Final

from pydantic import BaseModel

from ledger.domain.canonical import canonical_json
from ledger.domain.entries import STATEMENTS, Citation, Entry, Figure
from ledger.domain.mapping import is_list
from ledger.domain.records import Delegate, Record
from ledger.domain.seed import BLOCKS, Edit, Part, SeedFile
from ledger.domain.seed import Path as Where
from ledger.domain.words import EntryKind
from ledger.errors import Fault
from ledger.formats.seed_check import judge
from ledger.formats.seed_files import not_there
from ledger.formats.seed_nodes import Growth, Node, trace
from ledger.formats.table_cells import CSV_ENDINGS, SheetGrid, csv_grid, workbook_grids
from ledger.formats.table_in import cited_in, parted
from ledger.formats.table_own import (
    RECORDS,
    OwnEntry,
    OwnTables,
    PlacedText,
    TableRow,
    is_own,
    named,
    taken_apart,
    unescaped,
)
from ledger.formats.tables import csv_files, xlsx_bytes
from ledger.services.tables_out import WITHHELD, workbook
from ledger.storage import entries, register
from ledger.storage.database import Store

_GONE: Final = ("corrected", "retracted", "rejected")
_NOT_KEPT: Final = {"id", "corrects", "reason", "after"}


def own_grids(path: str) -> dict[str, SheetGrid] | None:
    """Return the sheets of a file or folder that the ledger wrote, by name; ``None`` where it is something else.

    Raises ``NotFound`` where there is none.
    """
    place = Path(path)
    if not place.exists():
        raise not_there(path)
    if place.is_dir():
        grids = {each.stem: _csv(each) for each in sorted(place.glob("*.csv"))}
    elif place.suffix.lower() in CSV_ENDINGS:
        grid = _csv(place)
        grids = {named(grid) or "": grid}
    else:
        grids = {grid.name or "": grid for grid in workbook_grids(path, place.read_bytes())}
    return grids if is_own(grids) else None


def withheld_from(path: str) -> str | None:
    """Return what the ledger's own tables say was withheld from them; of one CSV file, the file beside it says so."""
    place = Path(path)
    if place.suffix.lower() in CSV_ENDINGS:
        place = place.parent
    if place.is_dir():
        beside = place / f"{WITHHELD}.csv"
        grids = {WITHHELD: _csv(beside)} if beside.is_file() else {}
        if place != Path(path) and own_grids(path) is None:
            return None
    else:
        grids = (own_grids(path) if place.is_file() else None) or {}
    grid = grids.get(WITHHELD)
    below = grid.rows[1:] if grid is not None else ()  # its head is the sheet's own name
    said = [str(cell) for row in below for cell in row if cell]
    return None if grid is None else " ".join(said) or "it does not say what"


def _csv(path: Path) -> SheetGrid:
    return unescaped(csv_grid(str(path), path.read_bytes()))


def read_own(store: Store, path: str, grids: Mapping[str, SheetGrid]) -> SeedFile:
    """Read what the ledger once wrote, as one changeset: what is new in it, and what somebody changed."""
    given = taken_apart(grids)
    is_csv = all(grid.name is None for grid in grids.values())
    reader = _OwnTableReader(store, path, given, taken_apart(_as_written(store, is_csv=is_csv)))
    reader.seed.faults += [fault for grid in grids.values() for fault in grid.faults]
    reader.seed.parts = [] if reader.seed.faults else [*reader.records(), *reader.entries()]
    return reader.seed


def _as_written(store: Store, *, is_csv: bool) -> dict[str, SheetGrid]:
    """Return the ledger as it is by now, as it is read from a file that it writes."""
    book = workbook(store)
    if is_csv:
        return {
            PurePath(name).stem: unescaped(csv_grid(name, text.encode()))
            for name, text in csv_files(book.sheets).items()
        }
    written = xlsx_bytes(book.sheets, title=book.title, made=book.made)
    return {grid.name or "": grid for grid in workbook_grids("", written)}


@dataclass(slots=True)
class _OwnTableReader:
    """One file's tables against the ledger's own."""

    store: Store
    path: str
    given: OwnTables
    mine: OwnTables
    seed: SeedFile = field(init=False)

    def __post_init__(self) -> None:
        self.seed = SeedFile(self.path, [])

    # -- records ------------------------------------------------------------------------------------------------------

    def records(self) -> Iterator[Part]:
        """Yield the records that are new, and those of which a cell was changed."""
        known = register.load(self.store)
        for sheet, model in RECORDS.items():
            before = {_identity(model, row): row for row in self.mine.records.get(sheet, ())}
            records: dict[str, Record] = {record.natural_key: record for record in known.of(model.table).values()}
            for row in self.given.records.get(sheet, ()):
                identity = _identity(model, row)
                yield from self._record(model, row, before.get(identity), records.get(identity))

    def _record(
        self, model: type[Record], row: TableRow, before: TableRow | None, known: Record | None
    ) -> Iterator[Part]:
        names = [name for name in model.model_fields if name in row.cells]
        if before is None or known is None:
            filled = {name: _node(model, name, row.cells[name]) for name in names if row[name]}
            yield from self._judged(_block(model), row, filled)
            return
        changed = [name for name in names if row[name] != before[name]]
        if not changed:
            self.seed.known += 1
            return
        said = known.model_dump(mode="json", by_alias=True, exclude_none=True)
        filled = {name: _node(model, name, row.cells[name]) for name in changed if row[name]}
        if filled:
            yield from self._judged(_block(model), row, {**said, **filled})
        for name in changed:
            if not row[name] and not model.model_fields[name].is_required():
                yield self._emptied(known, name, row.cells[name])

    def _emptied(self, known: Record, name: str, cell: PlacedText) -> Part:
        """Return the edit of a field whose cell was emptied."""
        dumped = known.model_dump(mode="json")
        nothing = type(known).model_fields[name].get_default()
        edit = Edit(
            record=known.ref,
            field=name,
            old=canonical_json(dumped[name]),
            new=canonical_json(list(nothing) if isinstance(nothing, tuple) else nothing),
        )
        return self._part("edit", edit, _Placed(Node(0, {}), [cell]))

    # -- entries ------------------------------------------------------------------------------------------------------

    def entries(self) -> Iterator[Part]:
        """Yield the statements that are new, and a correction for each entry that was changed."""
        for number, entry in self.given.entries.items():
            before = self.mine.entries.get(number)
            if before is not None and before.origin == entry.origin:
                yield from self._own(number, entry, before)
            elif entry.row["state"] not in _GONE:
                yield from self._new(entry)
        for entry in self.given.more:
            yield from self._new(entry)

    def _own(self, number: str, entry: OwnEntry, before: OwnEntry) -> Iterator[Part]:
        now, then = entry.content(), before.content()
        if not entry.cited:  # the history alone: where it stands is then as it was
            now["cite"] = then["cite"]
        if not entry.figures:
            now["figures"] = then["figures"]
        changed = {name: entry.row.cells.get(name) for name in now if now[name] != then[name]}
        written = dict(self._in_reading(entry, before, changed))
        changed |= written
        wanted = now | {name: each.text for name, each in written.items()}
        if not changed or wanted == self._in_force(before).content():
            self.seed.known += 1
            return
        cell = next((each for each in changed.values() if each), _any(entry.row))
        if before.row["state"] in ("corrected", "retracted"):
            instead = before.row["superseded_by"]
            hint = f"change entry {instead}, which took its place" if instead else None
            self.seed.faults.append(_fault(cell, f"entry {number} was {before.row['state']} since", hint))
            return
        stored = entries.by_ids(self.store, [int(number)])[int(number)]
        yield from self._corrected(stored, entry, changed)

    def _in_force(self, entry: OwnEntry) -> OwnEntry:
        """Return what stands in an entry's place by now."""
        while (later := self.mine.entries.get(entry.row["superseded_by"])) is not None:
            entry = later
        return entry

    def _in_reading(
        self, entry: OwnEntry, before: OwnEntry, changed: Mapping[str, PlacedText | None]
    ) -> Iterator[tuple[str, PlacedText]]:
        """Yield what somebody wrote into the reading that an entry gives."""
        cell = before.row["item"], before.row["party"]
        given, mine = self.given.readings.get(cell), self.mine.readings.get(cell)
        number = before.row["entry"]
        if given is None or mine is None or not given["entry"] == mine["entry"] == number:
            return
        for name in STATEMENTS[EntryKind(before.row["kind"])].value_fields():
            if name in given.cells and given[name] != mine[name]:
                if name in changed and entry.row[name] != given[name]:
                    message = f"says otherwise than the history's row of entry {number}"
                    self.seed.faults.append(_fault(given.cells[name], message, "change one of the two"))
                yield name, given.cells[name]

    def _corrected(self, stored: Entry, entry: OwnEntry, changed: Mapping[str, PlacedText | None]) -> Iterator[Part]:
        block = stored.kind.value
        if "kind" in changed:
            message = f"entry {stored.id} is a {block}, and stays one"
            self.seed.faults.append(_fault(entry.row.cells["kind"], message, "retract it, and state the other"))
            return
        nodes = stored.said.model_dump(mode="json", by_alias=True, exclude_none=True, exclude=_NOT_KEPT)
        for name, cell in changed.items():
            field_name = _field_of(block, name)
            nodes.pop(field_name, None)
            if name in {"cite", "figures"}:
                nodes |= self._resting(entry)
            elif cell is not None and cell.text:
                nodes[field_name] = _node(BLOCKS[block], field_name, cell)
        nodes["corrects"] = {"id": stored.id}
        nodes["reason"] = f"changed in {PurePath(self.path).name}"
        yield from self._judged(block, entry.row, nodes)

    def _new(self, entry: OwnEntry) -> Iterator[Part]:
        row = entry.row
        block = row["kind"] or EntryKind.stance.value
        if block not in {kind.value for kind in EntryKind}:
            hint = f"one of: {', '.join(EntryKind)}"
            self.seed.faults.append(_fault(row.cells["kind"], f'"{block}" is not a kind of entry', hint))
            return
        by_round = row["by_round"] in {"yes", "true"} and bool(row["round"])
        nodes: dict[str, Any] = {}
        wanted = [*BLOCKS[block].value_fields(), "item", "party", "items", "by", "round"]  # type: ignore[attr-defined]  # a statement's
        for name in (*wanted, *(() if by_round else ("held",))):
            field_name = _field_of(block, name)
            if row[name] and field_name in BLOCKS[block].model_fields:
                nodes[field_name] = _node(BLOCKS[block], field_name, row.cells[name])
        nodes |= self._resting(entry)
        yield from self._judged(block, row, nodes)

    def _resting(self, entry: OwnEntry) -> dict[str, Any]:
        """Return the citations and figures of an entry as nodes; without a sheet of citations, what ``cited`` says."""
        cite: list[Any] = [_inner(Citation, row) for row in entry.cited]
        if not cite and entry.row["cited"]:
            cell = entry.row.cells["cited"]
            cite = [_Cited(cell, text) for text in parted(cell.text, ";")]
        figures = [_inner(Figure, row) for row in entry.figures]
        return {"cite": cite, **({"figures": figures} if figures else {})}

    # -- parts --------------------------------------------------------------------------------------------------------

    def _judged(self, block: str, row: TableRow, said: Mapping[str, Any]) -> Iterator[Part]:
        """Let the model of a block judge what a row says."""
        placed = _Placed.of(_any(row), said)
        verdict = judge(BLOCKS[block], placed.root, Growth())
        self.seed.declared |= verdict.declared
        for problem in verdict.problems:
            self.seed.faults.append(_fault(placed.cells[problem.offset], problem.message, problem.hint))
        if verdict.faulty is not None:
            self.seed.faulty.append(self._part(block, verdict.faulty, placed))
        if verdict.value is not None:
            yield self._part(block, verdict.value, placed)

    def _part(self, block: str, value: Any, placed: "_Placed") -> Part:  # noqa: ANN401 - a value of a seed
        return Part(block, value, self.path, "", placed.locate, placed.called)


@dataclass(frozen=True, slots=True)
class _Cited:
    """One of several citations in a cell."""

    cell: PlacedText
    text: str


@dataclass(slots=True)
class _Placed:
    """A value as nodes whose offsets are places in a list of cells; the first is the row itself."""

    root: Node
    cells: list[PlacedText]

    @classmethod
    def of(cls, row: PlacedText, said: Mapping[str, Any]) -> "_Placed":
        """Number the cells of what is said."""
        placed = cls(Node(0, {}), [row])
        placed.root.value = placed._mapping(said, 0)
        return placed

    def locate(self, path: Where) -> tuple[int | None, int | None]:
        """Return line and column of a field."""
        cell = self._cell(path)
        return cell.grid.lines[cell.row], None if cell.column is None else cell.column + 1

    def called(self, path: Where) -> str | None:
        """Return what a spreadsheet calls the cell of a field."""
        cell = self._cell(path)
        return cell.grid.place(cell.row, cell.column)

    def _cell(self, path: Where) -> PlacedText:
        return self.cells[trace(self.root, path).offset]

    def _mapping(self, said: Mapping[str, Any], here: int) -> dict[str, tuple[int, Node]]:
        nodes = {name: self._node(value, here) for name, value in said.items()}
        return {name: (node.offset, node) for name, node in nodes.items()}

    def _node(self, value: Any, here: int) -> Node:  # noqa: ANN401 - texts, lists and keys with values
        if isinstance(value, PlacedText):
            return Node(self._number(value), value.text)
        if isinstance(value, _Cited):
            return cited_in(value.text, self._number(value.cell))
        if isinstance(value, _At):
            return self._node(value.value, self._number(value.cell))
        if isinstance(value, Mapping):
            return Node(here, self._mapping(value, here))
        if isinstance(value, list | tuple):
            return Node(here, [self._node(each, here) for each in value])
        return Node(here, value)

    def _number(self, cell: PlacedText) -> int:
        self.cells.append(cell)
        return len(self.cells) - 1


@dataclass(frozen=True, slots=True)
class _At:
    """A value with parts that stands in one cell."""

    cell: PlacedText
    value: Any


def _any(row: TableRow) -> PlacedText:
    """Return the row itself as a place."""
    cell = next(iter(row.cells.values()))
    return PlacedText("", cell.grid, cell.row)


def _fault(cell: PlacedText, message: str, hint: str | None = None) -> Fault:
    return cell.grid.fault(message, cell.row, cell.column, hint)


def _inner(model: type[BaseModel], row: TableRow) -> dict[str, Any]:
    return {name: _node(model, name, row.cells[name]) for name in model.model_fields if row[name]}


def _node(model: type[BaseModel], name: str, cell: PlacedText) -> Any:  # noqa: ANN401 - text, or a value with parts
    """Return a cell as its field takes it; lists and values with parts are taken apart as they were joined."""
    if name == "links":
        return _At(cell, [_pairs([each]) for each in parted(cell.text, ",")])
    if name == "scale" or (name == "cite" and model is Delegate):
        return _At(cell, _pairs(parted(cell.text, ",")))
    return _At(cell, parted(cell.text, ",")) if is_list(model, name) else cell


def _pairs(parts: Iterable[str]) -> dict[str, str]:
    pairs = (part.partition(":") for part in parts)
    return {name.strip(): value.strip() for name, _colon, value in pairs}


def _field_of(block: str, column: str) -> str:
    """Return the field that a column of the history is, in a block."""
    if column == "held":
        return "held_on"
    return "about" if column == "items" and block == EntryKind.remark.value else column


def _block(model: type[Record]) -> str:
    return next(block for block, known in BLOCKS.items() if known is model)


def _identity(model: type[Record], row: TableRow) -> str:
    key = "/".join(row[name] for name in model.identity)
    source = _pairs(parted(row["cite"], ",")).get("source") if model is Delegate and row["cite"] else None
    return f"{key}/{source}" if source else key
