"""A mapping read from its YAML, with places for what is wrong in it."""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import PurePath
from typing import Final

import yaml
from pydantic import BaseModel

from ledger.domain.mapping import INTO, ISO, TableMapping, field_at, is_date, is_number, key_of, looked_up, words_of
from ledger.domain.moments import looks_like_a_day
from ledger.domain.naming import few
from ledger.domain.seed import BLOCKS
from ledger.domain.text import fold
from ledger.errors import InvalidData
from ledger.formats.seed_check import judge
from ledger.formats.seed_nodes import ABSENT, Problem, SeedText, TooDeep, decode
from ledger.formats.seed_yaml import syntax_problem
from ledger.formats.seed_yaml_nodes import Composer, Skimmer
from ledger.formats.table_cells import Digits, SheetGrid, Value, as_text, bom_of

_HEAD: Final = "The mapping has faults; nothing was recorded"


def read_mapping(name: str, data: bytes) -> TableMapping:
    """Read a mapping; ``name`` is what its faults call it. Raises ``InvalidData`` with every fault."""
    text, problems, is_text = decode(data)
    whole = SeedText(name, text)
    value = None
    if is_text:
        try:
            value, found = _judged(text)
            problems += found
        except TooDeep as too_deep:
            problems.append(too_deep.problem)
        except yaml.YAMLError as broken:
            problems.append(syntax_problem(broken, whole))
    if problems or value is None:
        raise InvalidData(_HEAD, faults=tuple(whole.fault(problem) for problem in problems))
    return value


def _judged(text: str) -> tuple[TableMapping | None, list[Problem]]:
    if not text.strip():
        return None, [Problem(0, "the mapping is empty", "posl import TABLE --sketch writes one to complete")]
    _not_too_deep(text)
    composer = Composer(text, 0)
    node = composer.root()
    if node.value is ABSENT:
        return None, [Problem(0, "the mapping is empty", "posl import TABLE --sketch writes one to complete")]
    verdict = judge(TableMapping, node, composer.growth)
    assert verdict.value is None or isinstance(verdict.value, TableMapping)
    return verdict.value, verdict.problems


def _not_too_deep(text: str) -> None:
    skimmer = Skimmer(text)
    skimmer.next()
    skimmer.next()
    skimmer.value(skimmer.next(), 1)


# ----------------------------------------------------------------------------------------------------------------------
# A mapping sketched from a table's heads: ready where they are field names; what it cannot tell is marked ``# ?``.

_MEANT: Final = {
    "item": (
        "issue", "topic", "subject", "point", "agenda item", "open item", "question", "statement", "thesis", "motion",
        "proposal", "resolution",
    ),
    "party": (
        "actor", "country", "side", "who", "delegation", "stakeholder", "player", "voter", "member", "group",
        "variable",
    ),
    "stance": ("view", "attitude", "position", "vote", "answer", "response", "value"),
    "held_on": ("date", "day", "when", "held on", "held", "said on", "as of"),
    "round": ("session", "meeting", "stage"),
    "summary": ("note", "notes", "comment", "comments", "remark", "remarks", "description", "text", "what"),
    "condition": ("if", "conditions"),
    "salience": ("importance", "weight"),
    "cite.source": ("source", "sources", "reference", "document", "report", "article"),
    "cite.at": ("at", "place", "page", "paragraph", "locator", "where"),
    "cite.quote": ("quote", "quotation", "quoted", "words", "wording"),
    "cite.speaker": ("speaker",),
    "cite.credibility": ("credibility",),
}  # fmt: skip
"""Heads that people write for a field of a statement, folded."""
_OF_A_TEXT: Final = frozenset({"cite.at", "page", "paragraph", "locator"})
"""Heads whose bare numbers count the pages or lines of a source."""
_OF_A_SCALE: Final = frozenset({"place", "placement", "position", "score", "scale", "on", "the"})
"""Words of a head that means places on a scale: beside any other, numbers to 100 may be shares or how sure one is."""
_FORMS: Final = (
    "DD.MM.YYYY", "DD/MM/YYYY", "MM/DD/YYYY", "DD-MM-YYYY", "MM-DD-YYYY", "YYYY/MM/DD", "DD MMMM YYYY", "DD MMM YYYY",
    "MMMM DD, YYYY", "MMM DD, YYYY", "MM.YYYY", "MM/YYYY", "MMMM YYYY", "MMM YYYY", "DD.MM.YY", "DD/MM/YY", "MM/DD/YY",
)  # fmt: skip
_MOST_ROWS: Final = 2_000
_MOST_WORDS: Final = 30
_MOST_ANSWERS: Final = 12  # words that the cells of a grid are taken for, where nothing else says that it is one
_HALF: Final = 0.5
_PLAIN: Final = re.compile(r"\w(?:[\w .()/+'-]*[\w.)])?")
_RANGE: Final = re.compile(r"\b0\s*[-–]\s*100\b")
_SIGNS: Final = ",;\t|"


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Names that the ledger has, folded: of parties, items, sources, and of rounds with the key that each means."""

    parties: Collection[str] = ()
    rounds: Mapping[str, str] | None = None
    items: Collection[str] = ()
    sources: Collection[str] = ()

    def of(self, field: str) -> Collection[str]:
        """Return the names of what a field names."""
        known = {"item": self.items, "party": self.parties, "round": self.rounds or {}, "cite.source": self.sources}
        return known[field]


def guess_csv(data: bytes) -> tuple[str, str, bool]:
    """Return encoding and delimiter of CSV, and whether the encoding is more than a guess."""
    encoding, certain = _encoding(data)
    first = data.decode(encoding, "replace").lstrip("\ufeff").splitlines()[:1]
    unquoted = re.sub(r'"[^"]*"', "", first[0]) if first else ""
    return encoding, max(_SIGNS, key=unquoted.count), certain


def _encoding(data: bytes) -> tuple[str, bool]:
    if named := bom_of(data):
        return named, True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _detected(data), False
    return "utf-8", True


def _detected(data: bytes) -> str:
    """Ask the library for documents, where it is installed; else the likeliest in western Europe."""
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        return "windows-1252"
    best = from_bytes(data).best()
    return best.encoding.replace("_", "-") if best else "windows-1252"


def sketch(
    file: str, grids: Sequence[SheetGrid], known: KnownNames, encoding: tuple[str, str, bool] | None = None
) -> str:
    """Write the mapping of a table; ``encoding`` is what ``guess_csv`` said of it."""
    filled = [grid for grid in grids if grid.first_row is not None]
    lines = list(_file_lines(*encoding)) if encoding is not None else []
    lines += _Sketch(file, filled, known).lines() if filled else ["# ? the table is empty"]
    asked = "; lines with # ? want a person's eye" if any("# ?" in line for line in lines) else ""
    return "\n".join([f"# A mapping of {PurePath(file).name}{asked}", *lines, ""])


def _file_lines(encoding: str, delimiter: str, certain: bool) -> Iterator[str]:  # noqa: FBT001 - as guess_csv says it
    if not certain:
        yield f"encoding: {encoding}  # ? not UTF-8; this fits best"
    if delimiter != ",":
        yield f"delimiter: {'tab' if delimiter == chr(9) else _q(delimiter)}"


class _Sketch:
    """One table looked at: its first sheet says what the columns are."""

    def __init__(self, file: str, grids: Sequence[SheetGrid], known: KnownNames) -> None:
        self._file, self._grids, self._grid, self._known = file, grids, grids[0], known
        start = self._grid.first_row
        assert start is not None
        self._start = _below_title(self._grid, start)
        start, self._titled = self._start, self._start > start
        self._heads = {place: as_text(cell) for place, cell in enumerate(self._grid.rows[start]) if cell is not None}
        self._into = self._block()
        self._rounds = [head for head in self._heads.values() if fold(head) in (known.rounds or {})]
        self._columns = dict(self._meant())

    def lines(self) -> Iterator[str]:
        yield f"into: {self._into}"
        if self._titled:
            yield f"head: {self._grid.lines[self._start]}"
        wide = self._by_rounds() or self._wide()
        guessed = not wide and self._looks_like_a_grid()
        wide = wide or guessed
        yield "columns:"
        yield from (f"  {field}: {_q(head)}{self._asked(field, head)}" for field, head in self._columns.items())
        if not self._columns:
            yield "  # ? none of the heads is known; such as  item: Issue"
        yield from self._rest(wide)
        if self._by_rounds():
            yield self._grid_of_rounds()
        elif wide:
            asked = "  # ? it looks like a grid, by its cells" if guessed else ""
            yield f"wide: {{heads: [party], cells: stance}}{asked}"
        yield from self._entering(wide and not self._by_rounds())
        yield from self._sheets()
        yield from () if self._by_rounds() else self._times()
        yield from self._numerals()
        yield from self._words(wide)
        yield from self._source()

    def _asked(self, field: str, head: str) -> str:
        """Return what a person has to look at of a column: bare numbers below ``Place`` may be places on a scale.

        So of one column in which rounds and days stand: it can be read as one of them alone.
        """
        if field in _WHEN and (odd := self._of_the_other(field, head)):
            what, other = _WHEN[field]
            return f"  # ? {what} such as {odd} go in a column of their own, as  {other}:"
        free = self._into == "stances" and "position" not in self._columns and fold(head) not in _OF_A_TEXT
        if field != "cite.at" or not free or not self._numbers(head):
            return ""
        return "  # ? where it stands in the source; places on the item's scale are  position:"

    def _by_rounds(self) -> bool:
        """Whether it is a grid with a row for each item and party, and rounds across."""
        return self._into == "stances" and len(self._rounds) > 1 and {"item", "party"} <= self._columns.keys()

    def _grid_of_rounds(self) -> str:
        others = [head for head in self._others() if head not in self._rounds]
        numbers = [head for head in others if self._numbers(head)]
        fits = len(numbers) == len(self._rounds)
        rest = [head for head in others if not fits or head not in numbers]
        beside = f", beside: {{position: [{', '.join(map(_q, numbers))}]}}" if fits else ""
        skip = f", skip: [{', '.join(map(_q, rest))}]" if rest else ""
        asked = "  # ? numbers beside each round: its position, or its salience" if fits else ""
        return f"wide: {{heads: [round], cells: stance{beside}{skip}}}{asked}"

    def _block(self) -> str:
        """Return the block of which every field that must be there is a head, and most others; else stances."""
        heads = {fold(head) for head in self._heads.values()}
        fitting: dict[str, int] = {}
        for plural, block in INTO.items():
            known = BLOCKS[block].model_fields
            if {name for name, info in known.items() if info.is_required()} - {"cite"} <= heads:
                fitting[plural] = len(heads & known.keys())
        if fitting:
            return max(fitting, key=lambda plural: fitting[plural])
        return "statuses" if "status" in heads and not {"stance", "party"} & heads else "stances"

    def _meant(self) -> Iterator[tuple[str, str]]:
        """Yield field and head: heads that are fields first, then what people call them."""
        model, taken = BLOCKS[INTO[self._into]], {fold(head).replace(" ", "_") for head in self._rounds}
        fields = [info.alias or name for name, info in model.model_fields.items() if name not in {"id", "corrects"}]
        for head in self._heads.values():
            name = fold(head).replace(" ", "_")
            if (name in fields or ("." in name and field_at(model, name))) and name not in taken:
                if name == "position" and not self._numbers(head):
                    continue
                taken.add(name)
                yield name, head
        scales = [] if "position" in taken else [each for each in self._heads.values() if self._is_scale(each)]
        if scales and field_at(model, "position"):
            taken |= {"position", fold(scales[0]).replace(" ", "_")}
            yield "position", scales[0]
        for field, others in _MEANT.items():
            called = [each for each in self._heads.values() if fold(each) in others and not _used(each, taken)]
            if called and field not in taken and field_at(model, field):
                taken |= {field, fold(called[0]).replace(" ", "_")}
                yield field, called[0]
        yield from self._by_cells(model, taken)

    def _by_cells(self, model: type[BaseModel], taken: Collection[str]) -> Iterator[tuple[str, str]]:
        """Yield field and head where the cells are names that the ledger has, days, or the words of a stance."""
        free, told = [head for head in self._heads.values() if not _used(head, taken)], set(taken)
        if "held_on" not in told and field_at(model, "held_on") is not None:
            days = next(filter(self._days, free), None)
            if days is not None:
                free.remove(days)
                yield "held_on", days
        for field in ("item", "party", "round", "cite.source", "stance"):
            if field in told or field_at(model, field) is None or (field == "stance" and "party" not in told):
                continue
            known = words_of(model, field) if field == "stance" else self._known.of(field)
            fitting = [head for head in free if self._share(head, known) > _HALF]
            if fitting:
                free.remove(fitting[0])
                told.add(field)
                yield field, fitting[0]

    def _share(self, head: str, known: Collection[str]) -> float:
        """Return how much of what a column says, each once, is known."""
        said = {fold(text) for text in map(as_text, self._cells(head)) if text}
        return len(said & set(known)) / len(said) if said else 0.0

    def _looks_like_a_grid(self) -> bool:
        """Whether one column names things, each once, and the others say a few words again and again.

        The naming column becomes the items where no head says so.
        """
        if self._into != "stances" or {"party", "stance"} & self._columns.keys():
            return False
        down = self._columns.get("item") or next(filter(self._names_things, self._others()), None)
        across = [head for head in self._others() if head != down]
        cells = [text for head in across for text in map(as_text, self._cells(head)) if text]
        few = len(across) > 1 and cells and len(set(cells)) <= _MOST_ANSWERS and len(cells) >= 3 * len(set(cells))
        if down is None or not few:
            return False
        self._columns["item"] = down
        return True

    def _names_things(self, head: str) -> bool:
        said = [text for text in map(as_text, self._cells(head)) if text]
        return len(said) > 1 and len(set(said)) == len(said) and not self._numbers(head)

    def _entering(self, wide: bool) -> Iterator[str]:  # noqa: FBT001 - one caller
        """Yield how what the ledger does not have is entered with the table."""
        if self._into != "stances":
            return
        named = {field: self._cells(self._columns[field]) for field in ("item", "party") if field in self._columns}
        if wide:
            named["party"] = list(self._others())
        told = {field: {text for text in map(as_text, cells) if text} for field, cells in named.items()}
        new = {
            field: sorted(text for text in texts if fold(text) not in self._known.of(field))
            for field, texts in told.items()
        }
        all_new = [_PLURAL[field] for field, texts in new.items() if texts and len(texts) == len(told[field])]
        if all_new:
            yield f"enter: [{', '.join(all_new)}]  # those that the ledger does not have"
        for field, texts in new.items():
            if texts and _PLURAL[field] not in all_new:
                skip = "; wide: {skip: […]} leaves columns out" if wide and field == "party" else ""
                yield f"# ? no known {_PLURAL[field]}: {few(texts)}; names: says what they mean{skip}"
                yield f"# enter: [{_PLURAL[field]}]  would enter them"

    def _numbers(self, head: str) -> bool:
        said = [text for text in map(as_text, self._cells(head)) if text]
        return bool(said) and all(re.fullmatch(r"\d+([.,]\d+)?", text) for text in said)

    def _is_scale(self, head: str) -> bool:
        """Whether a head says that its numbers go from 0 to 100, and nothing but that they are places on a scale."""
        words = set(re.findall(r"\w+", fold(_RANGE.sub("", head))))
        return self._to_a_hundred(head) and words <= _OF_A_SCALE and words != {"score"}

    def _to_a_hundred(self, head: str) -> bool:
        """Whether a head says that its numbers go from 0 to 100, and no word of it that they are how much one cares."""
        said = {"salience", *_MEANT["salience"]}.isdisjoint(fold(head).split())
        return said and _RANGE.search(head) is not None and self._numbers(head)

    def _days(self, head: str) -> bool:
        """Whether a column holds days, or texts that most have the form of a date: a bare number is no year."""
        said = {cell for cell in self._cells(head) if cell is not None}
        texts = [cell for cell in said if isinstance(cell, str) and re.search(r"\d\D+\d|[^\W\d]\D*\d{4}", cell)]
        told = sum(any(form.day(text) is not None for form in _each_form()) for text in texts)
        return (sum(isinstance(cell, date) for cell in said) + told) > len(said) * _HALF

    def _of_the_other(self, field: str, head: str) -> str | None:
        """Return a round that stands in a column of days, or a day in one of rounds."""
        said = [cell for cell in self._cells(head) if cell is not None]
        rounds = [text for text in map(as_text, said) if fold(text) in (self._known.rounds or {})]
        days = [as_text(cell) for cell in said if isinstance(cell, date) or looks_like_a_day(cell)]
        return next(iter(rounds if field == "held_on" else days), None) if rounds and days else None

    def _cells(self, head: str) -> list[Value]:
        place = next(place for place, each in self._heads.items() if each == head)
        rows = range(self._start + 1, min(len(self._grid.rows), self._start + _MOST_ROWS))
        return [self._grid.at(row, place) for row in rows]

    def _others(self) -> list[str]:
        return [head for head in self._heads.values() if head not in self._columns.values()]

    def _wide(self) -> bool:
        """Whether the other columns are a grid: their heads are parties, or their cells stances."""
        if self._into != "stances" or {"party", "stance"} & self._columns.keys() or "item" not in self._columns:
            return False
        others = self._others()
        parties = [head for head in others if fold(head) in self._known.parties]
        stances = set(words_of(BLOCKS["stance"], "stance"))
        cells = [fold(as_text(cell)) for head in others for cell in self._cells(head) if cell is not None]
        told = sum(cell in stances for cell in cells)
        return len(parties) > 1 or (len(others) > 1 and told * 3 > len(cells))

    def _rest(self, wide: bool) -> Iterator[str]:  # noqa: FBT001 - one caller
        others = self._others()
        if others and not wide:
            yield f"# ? columns not used: {few(others)}"
            yield from self._perhaps_scales(others)
        needed = [name for name, info in BLOCKS[INTO[self._into]].model_fields.items() if info.is_required()]
        missing = [name for name in needed if name not in {*self._columns, "cite"} and not (wide and name in _GRID)]
        if missing:
            yield f"# ? no column says: {', '.join(missing)}"

    def _perhaps_scales(self, heads: Sequence[str]) -> Iterator[str]:
        if "position" in self._columns or field_at(BLOCKS[INTO[self._into]], "position") is None:
            return
        for head in filter(self._to_a_hundred, heads):
            yield f"# ? where {_q(head)} is a place on the item's scale:  position: {_q(head)}"

    def _sheets(self) -> Iterator[str]:
        named = [(grid.name, grid) for grid in self._grids if grid.name is not None]
        if len(named) < 2:
            return
        yield "sheets:"
        rounds = self._known.rounds or {}
        for name, grid in named:
            key = rounds.get(fold(name))
            said = f"{{round: {_q(key)}}}" if key else "{}"
            asked = "" if key or self._timed() else "  # ? such as {round: R1}"
            missing = self._missing_heads(grid)
            if missing:
                said, asked = "{}", f"  # ? left out: no column of it is headed {few(missing)}"
            yield f"  {'# ' if missing else ''}{_q(name)}: {said}{asked}"

    def _missing_heads(self, grid: SheetGrid) -> list[str]:
        """Return the heads of the first sheet's columns that another sheet has not: it may be about something else."""
        first = grid.first_row or 0
        heads = {fold(as_text(cell)) for cell in grid.rows[_below_title(grid, first)]}
        return [head for head in self._columns.values() if fold(head) not in heads]

    def _timed(self) -> bool:
        return bool({"held_on", "round"} & self._columns.keys())

    def _times(self) -> Iterator[str]:
        model = BLOCKS[INTO[self._into]]
        if "held_on" in model.model_fields and not self._timed() and len(self._grids) == 1:
            yield "# ? no column says when: give the round or the day of all rows"
            yield "# always: {round: R1}"
        written = {
            cell for field, head in self._columns.items() if is_date(model, field) for cell in self._cells(head) if cell
        }
        texts = {cell for cell in written if not isinstance(cell, date)}
        days = {cell for cell in texts if fold(cell) not in (self._known.rounds or {})}
        if days and not _fitting(days, ("iso",)):
            yield from _dates(days, "all" if days == texts else "the days")

    def _numerals(self) -> Iterator[str]:
        """Yield the signs of numbers that have any but a decimal point; where one may group digits, that it may."""
        model = BLOCKS[INTO[self._into]]
        heads = [head for field, head in self._columns.items() if is_number(model, field)]
        cells = {cell for head in heads for cell in self._cells(head) if isinstance(cell, str)}
        said = sorted(cell for cell in cells if not isinstance(cell, Digits) and re.search(r"\d[.,]\d", cell))
        fitting = [pair for pair in ((".", ","), (",", ".")) if said and _read(said, *pair)]
        if len(fitting) > 1:
            yield f"# ? numbers such as {said[0]}: decimal: or thousands: says what the sign in them is"
            return
        for decimal, thousands in fitting:
            if decimal != "." and any(decimal in text for text in said):
                yield f'decimal: "{decimal}"  # ? such as {said[0]}'
            if grouped := [text for text in said if thousands in text]:
                yield f'thousands: "{thousands}"  # ? such as {grouped[0]}'

    def _words(self, wide: bool) -> Iterator[str]:  # noqa: FBT001 - one caller
        model = BLOCKS[INTO[self._into]]
        chosen = {field: [head] for field, head in self._columns.items() if words_of(model, field)}
        if wide:
            chosen["stance"] = self._rounds if self._by_rounds() else self._others()
        for field, heads in chosen.items():
            said = {as_text(cell) for head in heads for cell in self._cells(head) if cell is not None}
            behind = {text for text in said if text.partition(":")[2].strip()}
            said = {text.partition(":")[0].rstrip() if text in behind else text for text in said}
            unknown = sorted(word for word in said if looked_up(word, {}, words_of(model, field)) is None)
            nothing = [word for word in unknown if fold(word) in _NOTHING or not re.search(r"\w", word)]
            unknown = [word for word in unknown if word not in nothing]
            if nothing:
                yield f"empty: [{', '.join(map(_q, nothing))}]  # ? taken to say nothing"
            if unknown:
                yield f"# ? no {field} by these words: say what each means ({', '.join(words_of(model, field))})"
                if behind:
                    yield "# what stands behind a colon is the condition of what is conditional, else a summary"
                yield "# words:"
                yield from (f"#   {_q(word)}: …" for word in unknown[:_MOST_WORDS])

    def _source(self) -> Iterator[str]:
        if "cite" not in BLOCKS[INTO[self._into]].model_fields or self._into == "delegates":
            return
        if not {"cite", "cite.source"} & self._columns.keys():
            name = PurePath(self._file)
            yield "# ? no column names the source: the rows then rest on the table itself"
            yield f"source: {{key: {_q(key_of(name.stem) or 'table')}, title: {_q(name.name)}, kind: document}}"


def _below_title(grid: SheetGrid, start: int) -> int:
    """Return the row of the heads: below the rows that say one thing only, as a title does."""
    said = [{as_text(cell) for cell in row if cell is not None} for row in grid.rows[start:]]
    return start + next((row for row, texts in enumerate(said) if len(texts) > 1), 0)


_GRID: Final = frozenset({"party", "stance"})
_NOTHING: Final = frozenset({"n/a", "na", "none", "nil", "tbd", "unknown", "unclear"})
"""Words of a cell that says nothing, as a sign without a letter does not."""
_PLURAL: Final = {"item": "items", "party": "parties"}
_WHEN: Final = {"held_on": ("rounds", "round"), "round": ("days", "held_on")}


def _used(head: str, taken: Collection[str]) -> bool:
    return fold(head).replace(" ", "_") in taken


def _dates(texts: Collection[str], which: str) -> Iterator[str]:
    """Yield the form of dates that all of these have; else which forms they may have, or which of them has none.

    ``which`` is what they are called: not all of a column that holds rounds, too.
    """
    forms = _fitting(texts, _FORMS)
    if len(forms) == 1:
        yield f"dates: [{_q(forms[0])}]  # ? the only form that fits {which}"
        return
    if forms:
        yield f"# ? dates such as {min(texts)}; fitting: {', '.join(forms)}"
        yield f"# dates: [{_q(forms[0])}]"
        return
    chosen, odd = [], set(texts)
    for form in sorted((ISO, *_FORMS), key=lambda form: -sum(bool(_fitting([text], [form])) for text in texts)):
        if fit := {text for text in odd if _fitting([text], [form])}:
            chosen.append(form)
            odd -= fit
    if not chosen:
        yield f"# ? dates such as {min(texts)}; fitting: none of {', '.join(_FORMS)}"
        return
    asked = (
        f"not {', '.join(map(_q, sorted(odd)[:_ODD]))}: write such a one as 2026-03 or 2026-03-05~"
        if odd
        else "in turn"
    )
    yield f"dates: [{', '.join(map(_q, chosen))}]  # ? {asked}"


def _read(texts: Collection[str], decimal: str, thousands: str) -> bool:
    """Whether every one of these texts is a number with these signs."""
    mapping = TableMapping(columns={"item": "x"}, decimal=decimal, thousands=thousands)
    return all(mapping.number(text) is not None for text in texts)


@cache
def _each_form() -> tuple[TableMapping, ...]:
    return tuple(TableMapping(columns={"item": "x"}, dates=(form, form)) for form in (ISO, *_FORMS))


_ODD = 3  # dates of no form that are named


def _fitting(texts: Collection[str], forms: Sequence[str]) -> list[str]:
    """Return the forms in which every one of these texts is a date."""
    fitting = []
    for form in forms:
        mapping = TableMapping(columns={"item": "x"}, dates=(form, form))  # two: what is ISO is looked at, too
        if all(mapping.day(text) is not None for text in texts):
            fitting.append(form)
    return fitting


def _q(text: str) -> str:
    """Write a text as YAML reads it in any place."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
