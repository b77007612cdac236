"""Tables in: somebody's spreadsheet through a mapping, as one changeset; and a mapping sketched from its heads."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ledger.domain.field_types import is_key
from ledger.domain.mapping import ENTERED, TableMapping, key_of
from ledger.domain.naming import Unnamed, names_of, nearest
from ledger.domain.records import Item, Party, Record, Source
from ledger.domain.register import Register
from ledger.domain.seed import Part, SeedFile
from ledger.domain.seed import Path as Path_
from ledger.domain.text import fold
from ledger.domain.words import Role
from ledger.errors import Fault, InvalidData, NotFound, UsageError
from ledger.formats.seed_files import MOST, OnNote, ReadSoFar, find_seeds, not_there
from ledger.formats.table_cells import CSV_ENDINGS, TABLE_ENDINGS, WORKBOOK_ENDINGS, SheetGrid, csv_grid, workbook_grids
from ledger.formats.table_in import read_table
from ledger.formats.table_map import KnownNames, guess_csv, read_mapping, sketch
from ledger.services.founding import free_code, free_key
from ledger.services.own_tables import own_grids, read_own, withheld_from
from ledger.storage import register
from ledger.storage.database import Store

_TITLED = ("item", "round", "source")
_SLIP = 90.0  # of 100: how like a known name one must be to be taken for a slip, where new ones are expected


Read = Callable[[Store], Iterator[SeedFile]]


@dataclass(frozen=True, slots=True)
class Opened:
    """What was found under paths: handed the ledger, it reads each file when it is its turn.

    ``plain`` are its files where none of them asks the ledger what it means; they are read once, from there or here.
    ``anew`` reads those from their beginning.
    """

    read: Read
    plain: Iterator[SeedFile] | None = None
    anew: Callable[[], Iterator[SeedFile]] | None = None

    def __call__(self, store: Store) -> Iterator[SeedFile]:
        """Read the files."""
        return self.read(store)


def open_all(
    paths: Sequence[str],
    stdin: Iterable[bytes],
    mapped_by: str | None = None,
    *,
    most: int = MOST,
    told: OnNote = lambda _said: None,
    reading: ReadSoFar | None = None,
    withheld: bool = False,
) -> Opened:
    """Find what the paths mean, in order: seeds, tables (by the mapping in a file), and tables that the ledger wrote.

    Every path is looked at, and pipes are taken in, before the ledger is needed. Raises ``NotFound`` for a path that is
    not there, ``UsageError`` for a file of another kind, a table without a mapping, and a mapping without a table;
    ``InvalidData`` for a mapping that has faults, and, unless ``withheld`` lets it, for tables of the ledger's own from
    which something was withheld: it would be taken for taken away. A table is read by the records that those before it
    brought. For ``most``, ``told`` and ``reading`` see ``find_seeds``.
    """
    mapping = _mapping(mapped_by, paths)

    def seeds(of: Sequence[str]) -> Callable[[], Iterator[SeedFile]]:
        return find_seeds(of, stdin, most=most, told=told, reading=reading)

    if not any(is_table(path) or _is_folder_of_tables(path) for path in paths):
        anew = seeds(paths)
        plain = anew()
        return Opened(lambda _store: plain, plain, anew)
    if not withheld:
        _check_whole(paths if mapping is None else [path for path in paths if not is_table(path)])
    opened = [_table(path, mapping, mapped_by or "") or _as_read(seeds([path])()) for path in paths]
    return Opened(lambda store: (seed for each in opened for seed in each(store)))


def _as_read(seeds: Iterator[SeedFile]) -> Read:
    return lambda _store: seeds


def sketch_of(path: str, store: Store | None = None) -> str:
    """Write a mapping for a table to be completed; what a ledger knows helps to tell what the heads are."""
    known = register.load(store) if store is not None else Register()
    names = KnownNames(
        {fold(name) for party in known.live_parties for name in names_of(party)},
        {fold(name): stage.key for stage in known.live_rounds for name in (stage.key, stage.title)},
        {fold(name) for item in known.items.values() if not item.struck for name in (item.key, item.title)},
        {fold(name) for source in known.sources.values() for name in (source.key, source.title)},
    )
    if Path(path).suffix.lower() in CSV_ENDINGS and Path(path).is_file():
        guessed = guess_csv(Path(path).read_bytes())
        return sketch(path, grids_of(path, guessed[0], guessed[1]), names, guessed)
    grids = grids_of(path)
    faults = tuple(fault for grid in grids for fault in grid.faults)
    if faults and all(grid.first_row is None for grid in grids):
        raise InvalidData("The table has faults; there is nothing to sketch a mapping of", faults=faults)
    return sketch(path, grids, names)


def is_table(path: str) -> bool:
    """Whether a path is a table by its name."""
    return Path(path).suffix.lower() in TABLE_ENDINGS


def grids_of(path: str, encoding: str = "utf-8", delimiter: str | None = None) -> list[SheetGrid]:
    """Return the sheets of a table; CSV has one. What cannot be read is a fault of the grid."""
    if not Path(path).is_file():
        raise not_there(path)
    if not is_table(path):
        raise UsageError(f"{path} is no table by its name", hint=f"known: {', '.join(TABLE_ENDINGS)}")
    try:
        data = Path(path).read_bytes()
    except OSError as problem:
        return [SheetGrid(path, None, [], [], [Fault(f"cannot be read: {problem.strerror}", path)])]
    if Path(path).suffix.lower() in WORKBOOK_ENDINGS:
        return workbook_grids(path, data)
    tabs = Path(path).suffix.lower() == ".tsv" and delimiter in {None, ","}
    return [csv_grid(path, data, encoding, "\t" if tabs else delimiter or ",")]


# -- which road a path takes ------------------------------------------------------------------------------------------


def _mapping(path: str | None, tables: Sequence[str]) -> TableMapping | None:
    if path is None:
        return None
    if not Path(path).is_file():
        raise NotFound(f"no mapping {path}", hint="posl import TABLE --sketch > MAP.yaml writes one to complete")
    if not any(map(is_table, tables)):
        raise UsageError("--map is for tables", hint=f"a table is named {', '.join(TABLE_ENDINGS)}")
    return read_mapping(path, Path(path).read_bytes())


def _table(path: str, mapping: TableMapping | None, name: str) -> Read | None:
    """Return what reads a table, or the tables of a folder that the ledger wrote; ``None`` for any other path."""
    if not is_table(path):
        return _own(path) if _is_folder_of_tables(path) else None
    if not Path(path).is_file():
        raise not_there(path)
    if mapping is None:
        return _own(path)
    grids = grids_of(path, mapping.encoding, mapping.sign)
    return lambda store: _mapped(store, path, grids, mapping, name)


def _mapped(store: Store, path: str, grids: list[SheetGrid], mapping: TableMapping, name: str) -> Iterator[SeedFile]:
    known = register.load(store)
    entering = _Entering(known, mapping.enter)
    seed = read_table(path, grids, mapping, name, entering.key)
    made = [Part(record.table, record, path, record.table, _nowhere) for record in entering.made]
    seed.parts = [*made, *seed.parts]
    yield seed


def _check_whole(paths: Sequence[str]) -> None:
    """Refuse tables from which something was withheld, all of them at once."""
    said = [
        (path, what)
        for path in paths
        if (is_table(path) or _is_folder_of_tables(path)) and (what := withheld_from(path))
    ]
    if said:
        faults = tuple(
            Fault(f"something was withheld from it when it was written: {what}", path) for path, what in said
        )
        hint = (
            "what is not in it would be taken for taken away; --withheld brings it in all the same, --dry-run shows how"
        )
        raise InvalidData(faults[0].message, hint=hint, faults=faults)


def _own(path: str) -> Read:
    grids = own_grids(path)
    if grids is None:
        hint = f"posl import {path} --sketch > map.yaml, complete it, then: posl import {path} --map map.yaml"
        raise UsageError(f"{path} is a table: a mapping says what its columns mean", hint=hint)
    return lambda store: iter([read_own(store, path, grids)])


def _is_folder_of_tables(path: str) -> bool:
    place = Path(path)
    return place.is_dir() and (place / "history.csv").is_file()


# -- titles for keys --------------------------------------------------------------------------------------------------


class _Entering:
    """What finds the key of a name; what the mapping lets the table enter is made of a name that nobody has."""

    def __init__(self, known: Register, enter: Sequence[str]) -> None:
        self.made: list[Item | Party | Source] = []
        self._known, self._resolve = known, titles(known)
        self._enter = {ENTERED[block] for block in enter}
        self._keys: dict[tuple[str, str], str] = {}
        self._taken = {table: set(known.of(table)) for table in ENTERED.values()}
        self._codes = {party.code for party in known.parties.values()}

    def key(self, table: str, text: str) -> str:
        """Return the key that a name means. Raises ``Unnamed`` where it can say whom else it may mean."""
        if table not in ENTERED.values():
            return self._resolve(table, text)
        if table not in self._enter:
            return self._known_key(table, text)
        if found := self._keys.get((table, fold(text))):
            return found
        if self._is_known(table, text):
            return self._resolve(table, text)
        key = self._keys[table, fold(text)] = self._entered(table, text)
        return key

    def _known_key(self, table: str, text: str) -> str:
        """Say how a table may bring along what it names, where the ledger has none of the kind or no key is like it."""
        found = self._resolve(table, text)
        plural = next(block for block, each in ENTERED.items() if each == table)
        hint = f"enter: [{plural}] in the mapping enters what the table alone names"
        if not self._known.of(table):
            raise Unnamed(f'"{text}" is not a known {table}', f"the ledger has no {plural} yet; {hint}")
        if table in _TITLED and found == text and not is_key(text):
            raise Unnamed(f'"{text}" is not a known {table}', hint)
        return found

    def _is_known(self, table: str, text: str) -> bool:
        """Whether a record has this name. Raises ``Unnamed`` where one has nearly the same: it may be a slip."""
        records = self._known.of(table)
        names = {fold(name): key for key, record in records.items() for name in (*names_of(record), _title(record))}
        if fold(text) not in names and (near := nearest(fold(text), names, _SLIP)) is not None:
            hint = f'did you mean "{names[near]}" ({_title(records[names[near]])})? names: in the mapping says so'
            raise Unnamed(f'"{text}" is not a known {table}', hint)
        return fold(text) in names

    def _entered(self, table: str, text: str) -> str:
        try:
            key = free_key(key_of(text), self._taken[table])
        except InvalidData as problem:
            raise Unnamed(f'"{text}" is not a known {table}', problem.message) from problem
        if table == "party":
            code = free_code(text, self._codes)
            self.made.append(Party(key=key, code=code, name=text, role=Role.principal))
        elif table == "item":
            self.made.append(Item(key=key, title=text))
        else:
            self.made.append(Source.model_validate({"key": key, "title": text, "kind": "document"}))
        return key


def _nowhere(_path: Path_) -> tuple[None, None]:
    return None, None


def titles(known: Register) -> Callable[[str, str], str]:
    """Return what finds a record by its title, which seeds do not: people's tables have titles, not keys."""
    indexes: dict[str, dict[str, list[str]]] = {}

    def resolve(table: str, text: str) -> str:
        records: dict[str, Record] = known.of(table) if table in _TITLED else {}
        if table not in _TITLED or text in records:
            return text
        index = indexes.setdefault(table, _by_title(records))
        found = index.get(fold(text), [])
        if len(found) > 1:
            said = ", ".join(f'"{key}"' for key in found)
            raise Unnamed(f'"{text}" may mean more than one {table}', f"write a key: {said}", tuple(found))
        if found:
            return found[0]
        near = _standing_in(fold(text), index) or nearest(fold(text), index)
        if near is None:
            return text
        key = index[near][0]
        raise Unnamed(f'"{text}" is not a known {table}', f'did you mean "{key}" ({_title(records[key])})?')

    return resolve


def _standing_in(text: str, names: Iterable[str]) -> str | None:
    """Return the longest of the names all of whose words stand in a text: it is nearer than any that looks like it."""
    words = set(text.split())
    return max((name for name in names if words.issuperset(name.split())), key=len, default=None)


def _by_title(records: dict[str, Record]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, record in records.items():
        if not getattr(record, "struck", False):
            for name in {fold(key), fold(_title(record))}:
                found.setdefault(name, []).append(key)
    return found


def _title(record: Record) -> str:
    return str(getattr(record, "title", None) or getattr(record, "name", record.natural_key))
