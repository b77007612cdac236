"""The steps of an item: what was held at the end of each round; the stances alone, without what they rest on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ledger.domain.blocs import Blocs, SpokenFor
from ledger.domain.floors import Counting
from ledger.domain.points import Point, last_day
from ledger.domain.readings import Reading
from ledger.domain.records import Party, Round
from ledger.domain.register import Register
from ledger.domain.words import RoundStatus
from ledger.formats.document import AxisMark, Block, Grid, HeatCell, Run, Steps, TableCell
from ledger.services.matrix import rounds_in_order
from ledger.services.note import words
from ledger.services.note.charts import in_brackets, with_remark
from ledger.storage import asof, changed_cells
from ledger.storage.asof import CellKey, When
from ledger.storage.database import Store

MOST = 12  # runs that a drawing has room for
LONGEST = 40  # rounds that it has room for: the last ones
_NOW = "now"
HeldCells = Mapping[str, Mapping[str, HeatCell]]
Beside = Mapping[str, Sequence[SpokenFor]]
"""What others hold for whom, on one item."""


@dataclass(frozen=True, slots=True)
class HeldAtRound:
    """What was held at the end of a round, by item and party; at the end of the record there is no round and no day.

    ``spoke`` are the stances that may be the word of others too, ``blocs`` says of whom on that day.
    """

    mark: AxisMark
    cells: HeldCells
    spoke: Mapping[str, Mapping[str, Reading]]
    blocs: Blocs

    def of(self, item: str) -> Mapping[str, HeatCell]:
        """Return what was held on an item, by party."""
        return self.cells.get(item, {})

    def beside(self, item: str) -> Beside:
        """Return what others held on an item for those who had no word of their own there."""
        own, spoken = self.of(item), self.blocs.spoken_for(self.spoke.get(item, {}))
        return {party: said for party, said in spoken.items() if party not in own}

    def told_for(self, said: Sequence[SpokenFor]) -> str:
        """Return ``on its behalf, EU: supports (+2)``."""
        told = (f"{self.blocs.parties[each.by].code}: {_cell_words(_cell(each.reading))}" for each in said)
        return f"on its behalf, {'; '.join(told)}"


def held_rounds(known: Register, point: Point) -> list[Round]:
    """Return the rounds held by a point, by date."""
    return [
        stage
        for stage in rounds_in_order(known)
        if stage.status is RoundStatus.held and (day := last_day(stage)) and day <= point.held_on
    ]


def stages(
    store: Store, known: Register, point: Point, counting: Counting, items: Iterable[str] = ()
) -> list[HeldAtRound]:
    """Return the last rounds held by a point, and the point itself, with what was held there on some items or all.

    Read whole once; from there on what can differ from one round to the next.
    """
    wanted: set[CellKey] | None = {(item, party.key) for item in items for party in known.live_parties} or None
    held_by_then = held_rounds(known, point)[-LONGEST:]
    ends = [
        (AxisMark(stage.key, words.end_on_axis(end.held_on, stage)), end)
        for stage in held_by_then
        if (end := Point.of_round(stage, point.known_at, known.live_rounds))
    ]
    found: list[HeldAtRound] = []
    before: When | None = None
    parties = {party.key: party for party in known.live_parties}
    spoke: dict[CellKey, Reading] = {}
    for mark, end in (*ends, (AxisMark(_NOW, ""), point)):
        when = When.at(end, counting)
        cells = wanted if before is None else _touched(store, before, when, wanted)
        read = asof.stances(store, when, cells) if cells is None or cells else {}
        held = _with(found[-1].cells if found else {}, cells or (), read)
        kept = {cell: reading for cell, reading in spoke.items() if cells is not None and cell not in cells}
        spoke = kept | {cell: each for cell, each in read.items() if _may_speak(parties.get(cell[1] or ""), each)}
        found.append(HeldAtRound(mark, held, _by_item(spoke), Blocs(parties, end.held_on)))
        before = when
    return found


def _touched(store: Store, before: When, when: When, wanted: set[CellKey] | None) -> set[CellKey]:
    found = {cell for cell in changed_cells.touched(store, before, when) if cell[1] is not None}
    return found if wanted is None else found & wanted


def _with(held: HeldCells, cells: Iterable[CellKey], read: Mapping[CellKey, Reading]) -> HeldCells:
    """Return what is held after some cells were read again; items on which none was go on as they are."""
    found: dict[str, dict[str, HeatCell]] = {}
    for item, party in {*cells, *read}:
        own = found.get(item)
        if own is None:
            own = found[item] = dict(held.get(item, {}))
        reading = read.get((item, party))
        if reading is None:
            own.pop(party or "", None)
        else:
            own[party or ""] = _cell(reading)
    return {**held, **found}


def _may_speak(party: Party | None, reading: Reading) -> bool:
    """Whether a stance is the word of others too, or may be on some day: of a bloc, or for whom it names."""
    return party is not None and bool(party.members or reading.on_behalf_of)


def _by_item(cells: Mapping[CellKey, Reading]) -> Mapping[str, Mapping[str, Reading]]:
    found: dict[str, dict[str, Reading]] = {}
    for (item, party), reading in cells.items():
        found.setdefault(item, {})[party or ""] = reading
    return found


def of_item(item: str, parties: Iterable[Party], found: list[HeldAtRound]) -> Iterable[Block]:
    """Yield the steps of those who were heard on an item, those at the table first; nothing without a round.

    Of many the first are drawn, and the rest is counted.
    """
    spoke = {party for stage in found for party in stage.of(item)}
    heard = [party for party in parties if party.key in spoke]
    if not heard or not any(stage.mark.day for stage in found):
        return
    shown = [stage for stage in found if stage.mark.day or _moved_since(item, found)]
    held = [(stage, stage.of(item), stage.beside(item)) for stage in shown]
    drawn = heard[:MOST]
    runs = tuple(Run(party.name, tuple(_drawn(*each, party.key) for each in held)) for party in drawn)
    yield Steps(_STEPS, tuple(stage.mark for stage in shown), runs, _steps_twin(drawn, len(heard), held))


_STEPS = "Stances over the rounds"
_Held = tuple[HeldAtRound, Mapping[str, HeatCell], Beside]
"""A mark, what was held there on one item, and what others held for whom."""


def _drawn(stage: HeldAtRound, own: Mapping[str, HeatCell], beside: Beside, party: str) -> HeatCell | None:
    """Return what a party held at a mark, else in brackets what others held for it."""
    said = beside.get(party)
    return HeatCell(behalf=in_brackets(said, stage.blocs)) if said else own.get(party)


def _in_words(stage: HeldAtRound, own: Mapping[str, HeatCell], beside: Beside, party: str) -> str | None:
    said = beside.get(party)
    return stage.told_for(said) if said else _cell_words(own.get(party))


def _steps_twin(drawn: list[Party], heard: int, held: list[_Held]) -> Grid:
    rows = tuple(
        (
            TableCell(party.name, to=f"party:{party.key}"),
            *(TableCell(_in_words(*each, party.key)) for each in held),
        )
        for party in drawn
    )
    columns = ("Party", *(stage.mark.label for stage, _own, _beside in held))
    if len(drawn) == heard:
        return with_remark(_STEPS, columns, rows)
    remark = f"{len(drawn)} of {heard} parties are drawn; the last rows count all of them."
    return with_remark(_STEPS, columns, (*rows, *_tallies(heard, [own for _stage, own, _beside in held])), remark)


def _tallies(heard: int, held: list[Mapping[str, HeatCell]]) -> Iterator[tuple[TableCell, ...]]:
    """Yield how many of all were for, against or neither at each mark; what is contested is neither."""
    for name, sign in (("for", 1), ("neither", 0), ("against", -1)):
        counts = (sum(_side(cell) == sign for cell in cells.values()) for cells in held)
        yield (TableCell(f"All {heard}: {name}"), *map(TableCell, counts))


def _side(cell: HeatCell) -> int:
    score = 0 if cell.contested else cell.score or 0
    return (score > 0) - (score < 0)


def _moved_since(item: str, found: list[HeldAtRound]) -> bool:
    """Whether anything on an item is other at the end of the record than at the end of the last round."""
    last, now = (stage.of(item) for stage in found[-2:])
    return last != now


_OR = " or "


def _cell(reading: Reading) -> HeatCell:
    word = _OR.join(dict.fromkeys(account.word for account in reading.accounts))
    return _one(reading.score, word, contested=reading.contested, sign="" if reading.sure else "~")


@lru_cache(maxsize=256)  # a large record has few different cells
def _one(score: int | None, word: str, *, contested: bool, sign: str) -> HeatCell:
    return HeatCell(score, word, contested=contested, sign=sign)


def _cell_words(cell: HeatCell | None) -> str | None:
    if cell is None:
        return None
    marks = ["contested" if cell.contested else "", "possible" if cell.sign else ""]
    told = _OR.join(words.stance_word(word) for word in cell.word.split(_OR))
    return ", ".join(filter(None, (told, *marks)))
