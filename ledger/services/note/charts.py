"""What is drawn, as numbers; each chart with the table that says the same."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from ledger.domain.blocs import Blocs, SpokenFor, blocs_of
from ledger.domain.diff import Change
from ledger.domain.diff.items import is_step
from ledger.domain.measures import LEVELS
from ledger.domain.readings import COLUMN_ROLES, Matrix, MatrixRow, Reading, left_out, undated
from ledger.domain.records import Party
from ledger.domain.words import Voice
from ledger.formats import marks
from ledger.formats.document import (
    AxisMark,
    Block,
    Bubbles,
    Grid,
    HeatCell,
    HeatMap,
    HeatRow,
    Stacks,
    TableCell,
)
from ledger.services.measuring import MeasuredRound, Series
from ledger.services.note.citing import Notes
from ledger.services.note.words import end_on_axis, is_thin, point_name, stance_word

UNDATED = "(undated)"
"""Marks a change of which nobody knows on which side of an end it came."""
WIDEST = 6  # the largest gap there can be: demands against rejects
MANY = 150  # rows of a heat map; past that only those that changed are drawn
WIDE = 30  # columns of a heat map
MISSING = "–: nothing that counts in the reports we have. It is not zero."
_OPEN = "Open items of substance, by difficulty"
_SHORT = {"silent": "sil", "withdrawn": "wdr"}
_SIGNS = {Voice.reported: "r", Voice.assessed: "a"}
Arrows = Mapping[tuple[str, str | None], str]
NO_ARROWS: Arrows = {}


class DrawnParties(NamedTuple):
    """The parties that have a column; of many ``cut`` says how many those are."""

    parties: list[Party]
    cut: str | None


def heat_map(
    ends: tuple[Matrix, Matrix], columns: DrawnParties, changes: Iterable[Change], notes: Notes
) -> Iterator[Block]:
    """Yield the matrix at the later point, with an arrow for who moved; items track by track."""
    before, after = ends
    parties, cut = columns
    moves = [change for change in changes if change.moved]
    earlier = {row.item.key: row for row in before.rows}
    pairs = [(earlier.get(row.item.key), row) for row in after.rows]
    listed = [(was, row) for was, row in pairs if row.heard_of or (was is not None and was.heard_of)]
    drawn = listed if len(listed) <= MANY else [pair for pair in listed if _differs(*pair, parties)][:MANY]
    title = f"Stances at {point_name(after.point)}"
    title = title if len(drawn) == len(listed) else f"{title}, where they changed"
    arrows, blocs = {(change.item, change.party): _arrow(change) for change in moves}, blocs_of(after)
    yield HeatMap(
        title,
        (point_name(after.point),),
        tuple(party.code for party in parties),
        tuple(_heat_row(row, parties, blocs, arrows) for was, row in _by_track(drawn)),
        _matrix_twin(title, listed, ends, parties, arrows, notes, cut),
        _heads(parties),
    )


def _arrow(change: Change) -> str:
    delta = change.delta or change.points or 0
    return "↑" if delta > 0 else "↓" if delta < 0 else "↔"


def with_remark(
    title: str,
    columns: tuple[str, ...],
    rows: tuple[tuple[TableCell, ...], ...],
    remark: str | None = None,
    missing: str = MISSING,
) -> Grid:
    """Return a table; where something is missing in it, the remark says what that means."""
    some = any(cell.value is None or "–" in str(cell.value) for row in rows for cell in row)
    said = " ".join(filter(None, (remark, missing if some else None)))
    return Grid(title, columns, rows, said or None)


def one_matrix(matrix: Matrix, notes: Notes, *, most: int | None = MANY) -> Iterator[Block]:
    """Yield the matrix at one point; of more than ``most`` rows the first are drawn, and all stand in the table."""
    parties, cut = columns_of(matrix.parties, matrix.columns)
    listed, blocs = [row for row in matrix.rows if row.heard_of], blocs_of(matrix)
    both = blocs, blocs
    rows = tuple(
        (_named(row), _status(row, row, notes), *_cells(row, row, parties, notes, both), TableCell(row.spread))
        for row in listed
    )
    columns = ("Item", "Status", *(party.name for party in parties), "Spread")
    out = [row.item.title for row in listed if left_out(matrix.principals, row.cells)]
    left = f"The spread leaves out what is contested or only possible: {', '.join(out)}." if out else None
    remark = " ".join(filter(None, (cut, left))) or None
    by_track = _by_track([(None, row) for row in listed[:most]])
    drawn = tuple(_heat_row(row, parties, blocs) for _was, row in by_track)
    codes = tuple(party.code for party in parties)
    twin = with_remark("Stances", columns, rows, remark)
    yield HeatMap("Stances", (point_name(matrix.point),), codes, drawn, twin, _heads(parties))


def over_rounds(series: Series) -> Iterator[Block]:
    """Yield open items and spread over the rounds."""
    marks = tuple(AxisMark(stage.label, _end(stage)) for stage in series.stages)
    layers = [level for level in LEVELS if any(stage.open.by_difficulty.get(level) for stage in series.stages)]
    yield Stacks(
        _OPEN,
        marks,
        tuple(_level(level) for level in layers),
        tuple(tuple(stage.open.by_difficulty[level] for level in layers) for stage in series.stages),
        _open_twin(series, layers),
    )
    widths = [_widths(stage) for stage in series.stages]
    yield Bubbles(
        "Spread: how far apart the principals are, by number of items",
        marks,
        WIDEST,
        tuple(tuple(found.get(width, 0) for width in range(WIDEST + 1)) for found in widths),
        tuple(stage.mean_spread.value for stage in series.stages),
        _spread_twin(series, widths),
    )


def _by_track(rows: list[tuple[MatrixRow | None, MatrixRow]]) -> list[tuple[MatrixRow | None, MatrixRow]]:
    """Tracks in the order in which they come up, items within them in the order of the ledger."""
    tracks = list(dict.fromkeys(row.item.track for _was, row in rows))
    return sorted(rows, key=lambda pair: tracks.index(pair[1].item.track))


def _named(row: MatrixRow) -> TableCell:
    return TableCell(row.item.title, to=f"item:{row.item.key}")


def _heads(parties: Iterable[Party]) -> tuple[str, ...]:
    return tuple(f"party:{party.key}" for party in parties)


def columns_of(parties: Iterable[Party], wanted: Iterable[Party], changes: Iterable[Change] = ()) -> DrawnParties:
    """Return which parties, of those wanted, have a column: of many, those at the table come first, then who moved."""
    keys = {party.key for party in wanted}
    found = [party for party in parties if party.key in keys]
    if len(found) <= WIDE:
        return DrawnParties(found, None)
    spoken_of = {change.party for change in changes if change.moved}
    first = sorted(found, key=lambda party: (party.role not in COLUMN_ROLES, party.key not in spoken_of))[:WIDE]
    kept = {party.key for party in first}
    cut = f"{WIDE} of {len(found):,} parties have a column."
    return DrawnParties([party for party in found if party.key in kept], cut)


def _heat_row(row: MatrixRow, parties: list[Party], blocs: Blocs, arrows: Arrows = NO_ARROWS) -> HeatRow:
    for_others = blocs.spoken_for(row.cells)
    cells = tuple(
        _marked(_heat_cell(reading, arrow), reading, for_others.get(party.key, ()), blocs)
        for party in parties
        for reading, arrow in [(row.cells.get(party.key), arrows.get((row.item.key, party.key), ""))]
    )
    return HeatRow(row.item.title, row.item.track or "", (cells,), f"item:{row.item.key}")


def _marked(cell: HeatCell, own: Reading | None, beside: Sequence[SpokenFor], blocs: Blocs) -> HeatCell:
    """Mark what others hold for a party that has no word of its own there, or from whom its own word differs."""
    if own is None and beside:
        return replace(cell, behalf=in_brackets(beside, blocs))
    if own is not None and any(each.differs_from(own) for each in beside):
        return replace(cell, sign=f"{cell.sign}≠")
    return cell


def in_brackets(beside: Sequence[SpokenFor], blocs: Blocs) -> str:
    """Return ``[+2 EU]``: what others hold for a party that has no word of its own, of several the first."""
    score = marks.for_another(beside[0].reading, short=True).replace("-", "−")
    return f"[{score} {blocs.parties[beside[0].by].code}{' …' if len(beside) > 1 else ''}]"


def _heat_cell(reading: Reading | None, arrow: str) -> HeatCell:
    """A cell as it stands, of a contested one every score and no colour; a frame and an arrow where the party moved."""
    if reading is None or reading.stance is None:
        return HeatCell(changed=bool(arrow), arrow=arrow)
    if reading.contested:
        return HeatCell(None, marks.scores(reading).replace("-", "−"), bool(arrow), contested=True, arrow=arrow)
    word = reading.stance.value
    voice, nearer = reading.evidence.voice, reading.evidence.nearer
    letters = f"{_SIGNS.get(voice, '') if voice else ''}{marks.LETTERS[nearer] if nearer else ''}"
    sign = f"{letters}{'' if reading.sure else '~'}"
    return HeatCell(reading.score, _SHORT.get(word, word), bool(arrow), reading.contested, arrow, sign)


def _word(reading: Reading | None) -> str:
    return marks.word(reading) if reading is not None and reading.stance else ""


def _differs(was: MatrixRow | None, row: MatrixRow, parties: list[Party]) -> bool:
    if was is row:
        return False
    if was is None or was.status is not row.status:
        return True
    return any(_word(was.cells.get(party.key)) != _word(row.cells.get(party.key)) for party in parties)


def _matrix_twin(
    title: str,
    rows: list[tuple[MatrixRow | None, MatrixRow]],
    ends: tuple[Matrix, Matrix],
    parties: list[Party],
    arrows: Arrows,
    notes: Notes,
    cut: str | None,
) -> Grid:
    heading, blocs = " → ".join(point_name(matrix.point) for matrix in ends), (blocs_of(ends[0]), blocs_of(ends[1]))
    cells = {(row.item.key, party.key) for _was, row in rows for party in parties}
    meant = marks.arrows({arrow for cell, arrow in arrows.items() if cell in cells})
    remark = " ".join(filter(None, (f"{meant}." if meant else None, cut)))
    return with_remark(
        f"{title}: {heading}",
        ("Item", "Status", *(party.name for party in parties)),
        tuple(
            (_named(row), _status(was, row, notes), *_cells(was, row, parties, notes, blocs, arrows))
            for was, row in rows
        ),
        remark,
    )


def _status(was: MatrixRow | None, row: MatrixRow, notes: Notes) -> TableCell:
    new = _state(row) if row.heard_of else None
    old = _state(was) if was is not None and was.heard_of else None
    told = f"{new}, before {old}" if old != new and was is not None and _no_step(was, row) else _both(old, new)
    if row.status_reading is None:
        doubt = ", possible" if row.only_possibly else ""  # as the stance that put it there
        return TableCell(f"{told}{doubt}")
    doubt = ", contested" if row.status_reading.contested else "" if row.status_reading.sure else ", possible"
    ends = (was.status_reading,) if was is not None and old != new else ()
    return TableCell(f"{told}{doubt}", notes.of_readings(*ends, row.status_reading))


def _no_step(was: MatrixRow, row: MatrixRow) -> bool:
    """Whether two statuses agree, as progress and discussed do: the later one says nothing of the earlier."""
    both = was, row
    if any(not each.heard_of or each.overdue for each in both):
        return False
    return not is_step(was.status, row.status) and not any(
        each.status_reading is not None and each.status_reading.contested for each in both
    )


def _state(row: MatrixRow) -> str:
    return marks.overdue(row.status, row.status_reading) if row.overdue else row.state


def _cells(
    was: MatrixRow | None,
    row: MatrixRow,
    parties: list[Party],
    notes: Notes,
    blocs: tuple[Blocs, Blocs],
    arrows: Arrows = NO_ARROWS,
) -> Iterator[TableCell]:
    """Yield what each party holds, before and after; ``blocs`` are those of either end."""
    old: Mapping[str, Reading] = was.cells if was else {}
    spoken_then, spoken = blocs[0].spoken_for(old), blocs[1].spoken_for(row.cells)
    for party in parties:
        before, after = old.get(party.key), row.cells.get(party.key)
        earlier, beside = spoken_then.get(party.key, ()), spoken.get(party.key, ())
        if not (before or after or beside or earlier):  # most cells of a large ledger
            yield _NOTHING
            continue
        arrow = arrows.get((row.item.key, party.key), "")
        now = _reading_words(after)
        then = now if before is after else _reading_words(before)
        unsure = UNDATED if before and after and then != now and undated(before, after) else ""
        said = " ".join(part for part in (_both(then, now), arrow, unsure) if part)
        told_now = [*_beside(beside, after, blocs[1])]
        had = [*_beside(earlier, None, blocs[0])] if before is None else []
        told_then = [f"before, {each}" for each in had if each not in told_now]
        told = "; ".join(filter(None, (said, *told_now, *told_then)))
        changed = before if after and then != now else None
        rests = [changed, after or before, *(each.reading for each in beside if after is None)]
        rests += [each.reading for each in earlier] if told_then else []
        yield TableCell(told or None, notes.of_readings(*rests) if any(rests) else ())


_NOTHING = TableCell(None)


def _beside(beside: Iterable[SpokenFor], own: Reading | None, blocs: Blocs) -> Iterator[str]:
    """Say what others hold for a party that has no word of its own there, or from whom its own word differs."""
    for each in beside:
        code = blocs.parties[each.by].code
        if own is None:
            yield f"on its behalf, {code}: {_reading_words(each.reading)}"
        elif each.differs_from(own):
            yield f"other than {code} on its behalf"


def _reading_words(reading: Reading | None) -> str | None:
    if reading is None:
        return None
    told = [stance_word(account.word) for account in reading.accounts]
    told_by = {(account.evidence.voice, account.evidence.nearer) for account in reading.accounts}
    voice, nearer = told_by.pop() if len(told_by) == 1 else (None, None)
    also = f" and {'own word' if nearer is Voice.first_hand else nearer.value}" if nearer else ""
    marks = [
        "contested" if reading.contested else None,
        f"{voice.value}{also}" if voice and voice is not Voice.first_hand else None,
        "possible" if not reading.sure else None,
        _thin(reading),
    ]
    return ", ".join([" or ".join(dict.fromkeys(told)), *(mark for mark in marks if mark)])


def _thin(reading: Reading) -> str | None:
    """The grade of what a cell rests on, where it is a thin one; of a contested one no account's stands for all."""
    grade = None if reading.contested else reading.evidence.grade
    return grade if grade and is_thin(grade) else None


def _both(before: str | None, after: str | None) -> str | None:
    if before == after:
        return after
    return f"{before or '–'} → {after or '–'}"


def _level(level: int | None) -> str:
    return "not rated" if level is None else str(level)


def _open_twin(series: Series, layers: list[int | None]) -> Grid:
    names = tuple("Not rated" if level is None else f"Of {level}" for level in layers)
    rows = tuple(
        (
            *_stage(stage),
            TableCell(stage.open.count),
            *(TableCell(stage.open.by_difficulty[level]) for level in layers),
            TableCell(stage.open.settled),
            TableCell(stage.open.mean_difficulty.value),
            TableCell(stage.open.mean_difficulty.cells),
        )
        for stage in series.stages
    )
    columns = ("Point", "Day", "Open", *names, "Settled or dropped", "Mean difficulty", "Rated")
    return with_remark(_OPEN, columns, rows, _only_possibly(series))


def _only_possibly(series: Series) -> str | None:
    """Return how many of the open items are on the list by what is only possible, where any are."""
    told = [f"{stage.open.possibly} at {stage.label}" for stage in series.stages if stage.open.possibly]
    return f"Open counts what is only possibly on the list, too: {', '.join(told)}." if told else None


def _widths(stage: MeasuredRound) -> dict[int, int]:
    found: dict[int, int] = {}
    for figure in stage.spreads.values():
        width = int(figure.value or 0)
        found[width] = found.get(width, 0) + 1
    return found


def _spread_twin(series: Series, widths: list[dict[int, int]]) -> Grid:
    rows = tuple(
        (
            *_stage(stage),
            *(TableCell(found.get(width, 0)) for width in range(WIDEST + 1)),
            TableCell(stage.mean_spread.value),
            TableCell(stage.mean_spread.cells),
            TableCell(stage.mean_spread.of),
        )
        for stage, found in zip(series.stages, widths, strict=True)
    )
    columns = (
        "Point",
        "Day",
        *(f"Gap {width}" for width in range(WIDEST + 1)),
        "Mean",
        "Items it rests on",
        "Of items",
    )
    return with_remark("Number of items by spread", columns, rows)


def _stage(stage: MeasuredRound) -> tuple[TableCell, TableCell]:
    return TableCell(stage.label), TableCell(_end(stage))


def _end(stage: MeasuredRound) -> str:
    return end_on_axis(stage.point.held_on, stage.round)
