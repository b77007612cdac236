"""What was held at the end of each round, for the steps of an item: the stances alone, without what they rest on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from ledger.domain.floors import Counting
from ledger.domain.frame import Frame
from ledger.domain.points import Point, last_day
from ledger.domain.readings import Reading
from ledger.domain.records import Party, Round
from ledger.domain.words import RoundStatus
from ledger.formats.document import Block, Cell, HeatCell, Mark, Run, Steps
from ledger.services.matrix import rounds_in_order
from ledger.services.note import charts, words
from ledger.storage import asof
from ledger.storage.asof import When
from ledger.storage.database import Store

MOST = 12  # runs that a drawing has room for
LONGEST = 40  # rounds that it has room for: the last ones
_NOW = "now"
Cells = Mapping[tuple[str, str | None], HeatCell]


@dataclass(frozen=True, slots=True)
class Stage:
    """What was held at the end of a round; at the end of the record there is no round and no day."""

    mark: Mark
    cells: Cells


def held_rounds(known: Frame, point: Point) -> list[Round]:
    """Return the rounds held by a point, by date."""
    return [
        stage
        for stage in rounds_in_order(known)
        if stage.status is RoundStatus.held and (day := last_day(stage)) and day <= point.held_on
    ]


def stages(store: Store, known: Frame, point: Point, counting: Counting, items: Iterable[str] = ()) -> list[Stage]:
    """Return the last rounds held by a point, and the point itself, with what was held there on some items or all."""
    wanted = [(item, party.key) for item in items for party in known.live_parties] or None
    ends = [(stage.key, day) for stage in held_rounds(known, point)[-LONGEST:] if (day := last_day(stage))]
    found = []
    for name, day in (*ends, (_NOW, point.held_on)):
        read = asof.stances(store, When(day, point.known_at, counting), wanted)
        cells = {key: _cell(reading) for key, reading in read.items()}
        found.append(Stage(Mark(name, "" if name == _NOW else day.isoformat()), cells))
    return found


def steps(item: str, parties: Iterable[Party], found: list[Stage]) -> Iterable[Block]:
    """Yield the steps of those who were heard on an item, those at the table first; nothing without a round."""
    heard = [party for party in parties if any((item, party.key) in stage.cells for stage in found)]
    shown = [stage for stage in found if stage.mark.day or _moved_since(item, found)]
    if not heard or not any(stage.mark.day for stage in shown):
        return
    title = "Stances over the rounds"
    rows = tuple(
        (
            Cell(party.name, to=f"party:{party.key}"),
            *(Cell(_said(stage.cells.get((item, party.key)))) for stage in shown),
        )
        for party in heard
    )
    drawn = heard[:MOST]
    remark = f"{len(drawn)} of {len(heard)} parties are drawn." if len(drawn) < len(heard) else None
    twin = charts.with_remark(title, ("Party", *(stage.mark.label for stage in shown)), rows, remark)
    runs = (Run(party.name, tuple(stage.cells.get((item, party.key)) for stage in shown)) for party in drawn)
    yield Steps(title, tuple(stage.mark for stage in shown), tuple(runs), twin)


def _moved_since(item: str, found: list[Stage]) -> bool:
    """Whether anything on an item is other at the end of the record than at the end of the last round."""
    last, now = ({key: cell for key, cell in stage.cells.items() if key[0] == item} for stage in found[-2:])
    return last != now


def _cell(reading: Reading) -> HeatCell:
    word = reading.stance.value if reading.stance else ""
    return _one(reading.score, word, contested=reading.contested, sign="" if reading.sure else "~")


@lru_cache(maxsize=256)  # a large record has few different cells
def _one(score: int | None, word: str, *, contested: bool, sign: str) -> HeatCell:
    return HeatCell(score, word, contested=contested, sign=sign)


def _said(cell: HeatCell | None) -> str | None:
    if cell is None:
        return None
    marks = ["contested" if cell.contested else "", "possible" if cell.sign else ""]
    return ", ".join(filter(None, (words.stance_word(cell.word), *marks)))
