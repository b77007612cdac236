"""Tables in: rows and grids made the parts of a seed, through a mapping. What is wrong is said with its cell."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from ledger.domain import mapping as fields
from ledger.domain.entries import Statement
from ledger.domain.field_types import is_key
from ledger.domain.mapping import TableMapping
from ledger.domain.naming import MOST, Unnamed, did_you_mean, few
from ledger.domain.seed import Part, Path, SeedFile
from ledger.domain.text import fold
from ledger.errors import Fault
from ledger.formats.seed_check import judge, shown
from ledger.formats.seed_nodes import ABSENT, Growth, Node, Problem, trace
from ledger.formats.table_cells import Digits, SheetGrid, Value, as_text

Resolve = Callable[[str, str], str]
"""Table and name → key; a name that nobody has stays as it is. Raises ``Unnamed`` where it can say more."""
_WIDEST: Final = 2**20  # a place is row × _WIDEST + column + 1; without a column it is the row
_DECIDING: Final = frozenset({"stance", "status"})  # what a row without it tells nothing
_SAME_ROWS: Final = 3  # rows named one by one that have the same fault; the rest are counted
_NUMBER: Final = "figures.value"
_FIGURE: Final = re.compile(
    r"(?P<what>[^=]*=\s*~?)(?P<number>[+\-\u2212]?\d+(?:[.,'’]\d+|\s\d{3}(?!\w))*)(?P<unit>.*)", re.DOTALL
)
_MISSING: Final = re.compile('"(.+)" is missing')
_NO_SOURCE: Final = "nothing says which source the rows rest on"
_NAMES: Final = "names: in the mapping says what it means"
_WORDS: Final = "words: in the mapping says what it means"
_NO_TIME: Final = "nothing says when the rows were so"


def read_table(file: str, grids: Iterable[SheetGrid], mapping: TableMapping, name: str, resolve: Resolve) -> SeedFile:
    """Read the sheets that the mapping means, as one changeset; ``name`` is the mapping's own, for faults in it.

    Nothing is raised: what is wrong is in ``faults``, complete at once.
    """
    seed = SeedFile(file, [])
    seed.faults += _unsaid(mapping, name)
    chosen = list(_chosen(list(grids), mapping, name, seed.faults))
    parts = [] if mapping.source is None else [Part("source", mapping.source, name, "source", _nowhere)]
    for grid in chosen:
        seed.faults += grid.faults
        if not grid.faults:
            parts += _Sheet(grid, mapping, name, resolve, seed).parts()
    seed.parts = parts
    seed.faults = list(_counted(seed.faults))
    return seed


def _nowhere(_path: Path) -> tuple[None, None]:
    return None, None


def _unsaid(mapping: TableMapping, name: str) -> Iterator[Fault]:
    """Yield what no row could do without and the mapping says nowhere."""
    if not issubclass(mapping.model, Statement):
        return
    said = set(_said(mapping))
    if mapping.source is None and "cite" not in said:
        hint = "cite.source: HEAD in columns, always: {cite: {source: KEY}}, or source: {key: …, title: …}"
        yield Fault(_NO_SOURCE, name, hint=hint)
    if not said & {"held_on", "round"}:
        hint = "held_on or round: in columns, in always, in wide.heads or of a sheet"
        yield Fault(_NO_TIME, name, hint=hint)


def _said(mapping: TableMapping) -> Iterator[str]:
    heads = mapping.wide.heads if mapping.wide else ()
    inside = [path for given in (mapping.always, *mapping.sheets.values()) for path in given]
    for path in (*mapping.columns, *heads, *inside):
        yield path.partition(".")[0]


def _chosen(grids: list[SheetGrid], mapping: TableMapping, name: str, faults: list[Fault]) -> Iterator[SheetGrid]:
    if not mapping.sheets or (len(grids) == 1 and grids[0].name is None):
        yield from (grid for grid in grids if grid.first_row is not None or grid.faults)
        if not any(grid.first_row is not None or grid.faults for grid in grids):
            faults.append(Fault("the table is empty", grids[0].file if grids else None))
        return
    known = {grid.name or "": grid for grid in grids}
    for sheet in mapping.sheets:
        if sheet in known:
            yield known[sheet]
        else:
            hint = did_you_mean(sheet, known) or f"sheets: {', '.join(known)}"
            faults.append(Fault(f"no sheet is called {shown(sheet)}", name, path=f"sheets.{sheet}", hint=hint))


def _counted(faults: Iterable[Fault]) -> Iterator[Fault]:
    """Yield faults; of those that many rows have alike, the first few and how many follow."""
    faults = list(faults)
    alike = Counter((fault.message, fault.file) for fault in faults)
    seen: Counter[tuple[str, str | None]] = Counter()
    for fault in faults:
        which = fault.message, fault.file
        seen[which] += 1
        if seen[which] <= _SAME_ROWS:
            yield fault
        elif seen[which] == _SAME_ROWS + 1:
            yield replace(fault, message=f"{fault.message} (so in {alike[which] - _SAME_ROWS} more)")


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of a grid: its place, what its heads say, each with its place, and the columns of its other fields."""

    place: int
    says: tuple[tuple[str, Node], ...]
    beside: tuple[tuple[str, int], ...] = ()


class _Sheet:
    """One sheet read by a mapping."""

    def __init__(self, grid: SheetGrid, mapping: TableMapping, name: str, resolve: Resolve, seed: SeedFile) -> None:
        self._grid, self._mapping, self._name, self._resolve, self._seed = grid, mapping, name, resolve, seed
        self._model = mapping.model
        sheet = mapping.sheets.get(grid.name or "", {})
        self._always = {path: value for given in (mapping.always, sheet) for path, value in given.items()}
        self._places: dict[str, int] = {}
        self._above: dict[str, Node] = {}
        self._above_left_out: dict[str, tuple[Value, int]] = {}

    def parts(self) -> Iterator[Part]:
        """Yield a part for each row, or for each cell of a grid."""
        start = self._head_row()
        if start is None:
            return
        depth = len(self._mapping.wide.heads) if self._mapping.wide else 1
        columns = self._columns(start, depth)
        if columns is None:
            return
        self._places = columns
        across = self._grid_columns(start, depth, columns) if self._mapping.wide else []
        left_out: list[int] = []
        for row in range(start + depth, len(self._grid.rows)):
            if all(cell is None for cell in self._grid.rows[row]):
                continue
            if self._mapping.wide is None and self._says_nothing(row):
                left_out.append(self._grid.lines[row])
                self._leave_out(row)
            else:
                yield from self._row(row, columns, across)
        if left_out:
            self._seed.notes.append(self._left_out(left_out))

    # -- heads --------------------------------------------------------------------------------------------------------

    def _head_row(self) -> int | None:
        wanted = self._mapping.head
        if wanted is None:
            return self._grid.first_row
        found = next((place for place, line in enumerate(self._grid.lines) if line >= wanted), None)
        if found is None:
            self._seed.faults.append(self._grid.fault(f"has no row {wanted}", hint="head: the row with the heads"))
        return found

    def _heads(self, start: int, depth: int) -> dict[int, list[str]]:
        """Return what stands in the rows of heads, from the top, by column."""
        rows = range(start, min(start + depth, len(self._grid.rows)))
        width = max((len(self._grid.rows[row]) for row in rows), default=0)
        return {place: [as_text(self._grid.at(row, place)) for row in rows] for place in range(width)}

    def _columns(self, start: int, depth: int) -> dict[str, int] | None:
        """Return the columns that the mapping names, by field; ``None`` where one is missing or stands twice."""
        heads = self._heads(start, depth)
        found: dict[str, int] = {}
        sound = True
        for field, head in self._mapping.columns.items():
            places = [place for place, said in heads.items() if fold(head) in {fold(each) for each in said}]
            if len(places) == 1:
                found[field] = places[0]
            else:
                sound = False
                self._seed.faults.append(self._no_head(head, places, heads, start))
        self._refuse_cells_without_head(start, heads)
        return found if sound else None

    def _no_head(self, head: str, places: list[int], heads: Mapping[int, list[str]], start: int) -> Fault:
        if places:
            return self._grid.fault(f"more than one column is headed {shown(head)}", start, places[1])
        known = [each for said in heads.values() for each in said if each]
        hint = did_you_mean(head, known) or f"heads: {', '.join(known) or 'none'}"
        return self._grid.fault(f"no column is headed {shown(head)}", start, hint=hint)

    def _refuse_cells_without_head(self, start: int, heads: Mapping[int, list[str]]) -> None:
        """A value right of all heads is a slip: a sign that parts columns within a text, say."""
        width = max((place for place, said in heads.items() if any(said)), default=-1) + 1
        for row in range(start + 1, len(self._grid.rows)):
            for place in range(width, len(self._grid.rows[row])):
                if self._grid.rows[row][place] is not None:
                    hint = "a text that holds the delimiter stands in quotes" if self._grid.name is None else None
                    self._seed.faults.append(self._grid.fault("stands in a column without a head", row, place, hint))

    def _grid_columns(self, start: int, depth: int, columns: Mapping[str, int]) -> list[_Column]:
        """Return the columns of the grid, each with those that say other fields of its cells."""
        wide = self._mapping.wide
        assert wide is not None
        heads = self._heads(start, depth)
        beside: dict[str, list[int]] = {}
        for field, names in wide.beside.items():
            beside[field] = [place for place, said in heads.items() if fold(said[-1]) in set(map(fold, names))]
        taken = {*columns.values(), *(place for places in beside.values() for place in places)}
        across = list(self._across(start, depth, taken))
        for field, places in beside.items():
            if len(places) != len(across):
                said = f"columns: {len(places)} beside the grid for {field}, and it has {len(across)} of its own"
                hint = f"heads: {', '.join(each for said in heads.values() for each in said if each)}"
                self._seed.faults.append(self._grid.fault(said, start, hint=hint))
                return []
        return [
            replace(column, beside=tuple((field, places[number]) for field, places in beside.items()))
            for number, column in enumerate(across)
        ]

    def _across(self, start: int, depth: int, taken: Collection[int]) -> Iterator[_Column]:
        """Yield the columns of the grid; a head above several, merged or with blanks behind it, is said of all."""
        wide = self._mapping.wide
        assert wide is not None
        left_out = {fold(head) for head in wide.skip}
        above: dict[int, tuple[str, int]] = {}
        for place, said in self._heads(start, depth).items():
            if place in taken or any(fold(each) in left_out for each in said if each) or not said[-1]:
                continue
            says = []
            for level, text in enumerate(said):
                above[level] = (text, place) if text else above.get(level, ("", place))
                here = _place(start + level, above[level][1])
                if node := self._node(wide.heads[level], above[level][0], here):
                    says.append((wide.heads[level], node))
            yield _Column(place, tuple(says))

    # -- rows ---------------------------------------------------------------------------------------------------------

    @property
    def _decides(self) -> str | None:
        """The field without which a row tells nothing, where it has a column and nothing else says it."""
        field = self._mapping.block
        elsewhere = {*self._always, *self._mapping.repeat}
        return field if field in _DECIDING & self._places.keys() - elsewhere else None

    def _says_nothing(self, row: int) -> bool:
        """Whether a row has nothing but signs for nothing, or no stance or status, as a remark under the table has."""
        decides, is_empty = self._decides, self._mapping.is_empty
        if decides is not None:
            return is_empty(as_text(self._grid.at(row, self._places[decides])))
        return all(is_empty(as_text(cell)) for cell in self._grid.rows[row])

    def _leave_out(self, row: int) -> None:
        """Keep what the rows below may repeat: who is meant is looked up only if one does."""
        for field in self._mapping.repeat:
            cell = self._grid.at(row, self._places[field]) if field in self._places else None
            if not self._mapping.is_empty(as_text(cell)):
                self._above_left_out[field] = cell, _place(row, self._places[field])

    def _repeated(self, field: str) -> Node | None:
        if field in self._above_left_out:
            value, here = self._above_left_out.pop(field)
            told = dict(self._cell(field, value, here))
            self._above |= {field: told[field]} if field in told else {}
        return self._above.get(field)

    def _left_out(self, lines: list[int]) -> str:
        where = ": ".join(each for each in (self._grid.file, self._grid.name) if each)
        named = " and ".join(few(lines).rsplit(", ", 1)) if len(lines) <= MOST else few(lines)
        rows = f"row {named} says" if len(lines) == 1 else f"rows {named} say"
        return f"{where}: {rows} nothing{f': no {self._decides}' if self._decides else ''}"

    def _row(self, row: int, columns: Mapping[str, int], across: list[_Column]) -> Iterator[Part]:
        said: dict[str, Node] = {}
        for field, place in columns.items():
            told = dict(self._cell(field, self._grid.at(row, place), _place(row, place), columns))
            node = told.pop(field, None)
            said |= told
            if node is None and field in self._mapping.repeat:
                node = self._repeated(field)
            if node is not None:
                said[field] = self._above[field] = node
                self._above_left_out.pop(field, None)
        if self._mapping.wide is None:
            yield from self._element(row, _place(row), said)
            return
        for column in across:
            here = _place(row, column.place)
            cell = dict(self._cell(self._mapping.wide.cells, self._grid.at(row, column.place), here))
            for field, place in column.beside:
                cell |= dict(self._cell(field, self._grid.at(row, place), _place(row, place)))
            if cell:
                yield from self._element(row, here, said | dict(column.says) | cell)

    def _cell(self, field: str, value: Value, here: int, columns: Collection[str] = ()) -> Iterator[tuple[str, Node]]:
        """Yield what a cell says; behind the colon of a stance stands its condition, or a summary, without a column."""
        node = self._node(field, value, here)
        if node is None:
            return
        word, colon, rest = as_text(value).partition(":")
        known = fields.words_of(self._model, field)
        if colon and known and node.value not in known and self._mapping.is_empty(rest) is False:
            meant = fields.looked_up(word, self._mapping.words, known)
            beside = "condition" if meant == "conditional" else "summary"
            if meant is not None and beside not in columns:
                yield field, Node(here, meant)
                yield beside, Node(here, rest.strip())
                return
            if meant is not None:
                message = f"{shown(as_text(value))} has a {beside} behind its colon, which has a column of its own here"
                hint = f"move it there, or take {beside} out of the mapping's columns"
                self._seed.faults.append(self._grid.fault(message, *_cell_of(here), hint=hint))
                node = Node(here, ABSENT)
        yield field, node

    def _node(self, field: str, value: Value, here: int) -> Node | None:
        """Return a cell as its field takes it, or ``None`` where it stands for nothing."""
        text = as_text(value)
        mapping, model = self._mapping, self._model
        if mapping.is_empty(text):
            return None
        if field == "cite":
            return Node(here, [cited_in(each, here) for each in parted(text, ";")])
        if fields.is_list(model, field):
            return Node(here, [self._one(field, each, here) for each in parted(text, mapping.lists)])
        if fields.is_one_line(model, field) or fields.named_by(model, field):
            text = re.sub(r"\s*[\r\n]+\s*", " ", text).strip()
        if not isinstance(value, str):
            return Node(here, text)
        if fields.is_date(model, field):
            return self._day(text, here)
        if fields.is_number(model, field) and not isinstance(value, Digits):
            return self._number(text, here)
        return self._one(field, text, here)

    def _day(self, text: str, here: int) -> Node | None:
        found = self._mapping.day(text)
        if found is None:
            message = f"{shown(text)} is not a date as the mapping has them: {self._mapping.forms_of_dates}"
            hint = "dates: names the form, such as DD.MM.YYYY or MM/DD/YYYY; none is ever guessed"
            if text[:1].isalpha():
                hint = f"{hint}; a round stands in round, in a column of its own"
            self._seed.faults.append(self._grid.fault(message, *_cell_of(here), hint=hint))
            return Node(here, ABSENT)
        return Node(here, found)

    def _number(self, text: str, here: int) -> Node:
        found = self._mapping.number(text)
        if found is None:
            message = f"{shown(text)} is not a number as the mapping has them: {self._mapping.form_of_numbers}"
            hint = "decimal: and thousands: in the mapping name the signs; none is guessed"
            self._seed.faults.append(self._grid.fault(message, *_cell_of(here), hint=hint))
            return Node(here, ABSENT)
        return Node(here, found)

    def _figure(self, text: str, here: int) -> Node:
        """Return a figure written in one (``losses=~1.200 men``), its number as the seed has it."""
        said = _FIGURE.fullmatch(text)
        if said is None:
            return Node(here, text)
        number = self._number(said["number"], here).value
        return Node(here, number if number is ABSENT else f"{said['what']}{number}{said['unit']}")

    def _one(self, field: str, text: str, here: int) -> Node:
        """Return one word, name or figure as the seed has it."""
        if field == "figures":
            return self._figure(text, here)
        if words := fields.words_of(self._model, field):
            return Node(here, fields.looked_up(text, self._mapping.words, words) or text)
        if table := fields.named_by(self._model, field):
            name = fields.looked_up(text, self._mapping.names) or text
            try:
                return Node(here, self._resolve(table, name))
            except Unnamed as unnamed:
                fault = self._grid.fault(unnamed.message, *_cell_of(here), hint=_or_mapped(unnamed.hint, _NAMES))
                self._seed.faults.append(fault)
                if table != "source" or not is_key(name):
                    return Node(here, ABSENT)
                self._seed.declared.add((table, name))  # the row names one: that none is cited would be a second fault
                return Node(here, name)
        return Node(here, text)

    def _element(self, row: int, here: int, said: Mapping[str, Node]) -> Iterator[Part]:
        """Let the model judge what one row, or one cell of a grid, says."""
        root, growth = Node(here, {}), Growth()
        for field, value in self._always.items():
            if field not in said and not self._counts_nothing(field, said):
                _put(root, field, _given(value, _place(row)))
        for field, node in said.items():
            _put(root, field, node)
            if node.value is ABSENT or (
                isinstance(node.value, list) and any(one.value is ABSENT for one in node.value)
            ):
                growth.refused.add(tuple(field.split(".")))
        self._complete(root)
        verdict = judge(self._model, root, growth)
        self._seed.declared |= verdict.declared
        for problem in verdict.problems:
            self._refuse(problem, bool(growth.refused))
        if verdict.faulty is not None:
            self._seed.faulty.append(self._part(verdict.faulty, root))
        if verdict.value is not None:
            yield self._part(verdict.value, root)

    def _counts_nothing(self, field: str, said: Mapping[str, Node]) -> bool:
        """Whether a field is of a number that has a column, whose cell is empty here: then the row gives no figure."""
        return field.partition(".")[0] == "figures" and _NUMBER in self._places and _NUMBER not in said

    def _refuse(self, problem: Problem, follows: bool) -> None:  # noqa: FBT001 - one caller
        """Add a fault, at the empty cell where a field is missing that has a column.

        A rule of the whole row that a refused cell breaks (``follows``) was said with that.
        """
        row, column = _cell_of(problem.offset)
        missing = _MISSING.fullmatch(problem.message)
        if missing and column is None:
            column = self._places.get(missing[1])
        hint = problem.hint
        if column is not None and not missing and fields.words_of(self._model, ".".join(map(str, problem.path))):
            hint = _or_mapped(hint, _WORDS)
        if column is not None or missing or not follows:
            self._seed.faults.append(self._grid.fault(problem.message, row, column, hint))

    def _complete(self, root: Node) -> None:
        """Add what follows: the table's own source, a key from a title."""
        said = root.value
        if issubclass(self._model, Statement) and "cite" not in said and self._mapping.source is not None:
            said["cite"] = (
                root.offset,
                Node(root.offset, {"source": (root.offset, Node(root.offset, self._mapping.source.key))}),
            )
        if "key" in self._model.model_fields and "key" not in said:
            named = next((said[name][1] for name in ("title", "name") if name in said), None)
            if named is not None:
                said["key"] = named.offset, Node(named.offset, self._key(str(named.value)))

    def _key(self, title: str) -> str:
        try:
            known = self._resolve(self._mapping.block, title)
        except Unnamed:
            known = title
        return fields.key_of(title) if known == title else known

    def _part(self, value: Any, root: Node) -> Part:  # noqa: ANN401 - a value of a seed, or what is sound of it
        grid = self._grid

        def locate(path: Path) -> tuple[int | None, int | None]:
            row, column = _cell_of(trace(root, path).offset)
            return grid.lines[row], None if column is None else column + 1

        def called(path: Path) -> str | None:
            return grid.place(*_cell_of(trace(root, path).offset))

        return Part(self._mapping.block, value, grid.file, grid.name or "", locate, called)


def _place(row: int, column: int | None = None) -> int:
    return row * _WIDEST + (0 if column is None else column + 1)


def _cell_of(place: int) -> tuple[int, int | None]:
    row, column = divmod(place, _WIDEST)
    return row, column - 1 if column else None


def _or_mapped(hint: str | None, by: str) -> str:
    """Add to what is likely meant by which key the mapping says what is meant, where it is not named yet."""
    if not hint or "in the mapping" in hint:
        return hint or by
    return f"{hint}{' ' if hint.endswith('?') else '; '}{by}"


def parted(text: str, sign: str) -> list[str]:
    """Take a list in one cell apart; a part that holds the sign stands in quotes."""
    found = next(csv.reader([text.replace("\n", " ")], delimiter=sign, skipinitialspace=True), [])
    return [each.strip() for each in found if each.strip()]


def cited_in(text: str, here: int) -> Node:
    """Read ``gazette ¶4`` as a source and a place in it."""
    source, _blank, at = text.partition(" ")
    said = {"source": source} | ({"at": at.strip()} if at.strip() else {})
    return Node(here, {name: (here, Node(here, value)) for name, value in said.items()})


def _given(value: object, here: int) -> Node:
    """Return what the mapping says as if it stood in the row."""
    if isinstance(value, Mapping):
        return Node(here, {str(name): (here, _given(inner, here)) for name, inner in value.items()})
    if isinstance(value, list | tuple):
        return Node(here, [_given(inner, here) for inner in value])
    return Node(here, value)


def _put(root: Node, path: str, node: Node) -> None:
    """Put a value at a dotted path; what stands beside it stays."""
    *above, name = path.split(".")
    inner = root
    for step in above:
        found = inner.value.get(step)
        if found is None or not isinstance(found[1].value, dict):
            inner.value[step] = (node.offset, Node(node.offset, {}))
        inner = inner.value[step][1]
    known = inner.value.get(name)
    if known is not None and isinstance(known[1].value, dict) and isinstance(node.value, dict):
        known[1].value.update(node.value)
    else:
        inner.value[name] = (node.offset, node)
