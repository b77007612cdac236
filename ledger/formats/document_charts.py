"""Where things stand in a drawing: numbers become rectangles, circles and texts. The templates only write them down."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from ledger.formats.document import Bubbles, HeatCell, HeatMap, Run, Stacks, Steps

WIDTH = 920
_LABEL = 300  # room for the names of rows
_ROW, _COLUMN, _GAP = 22, 46, 26
_IN_A_CELL = 7  # letters that it has room for
_HEAD = 46
_LETTERS = 46  # of a row's name; the table beside the drawing has all of it
_PLOT_LEFT, _PLOT_HEIGHT = 44, 230
_FOOT = 46
_SLOT = 110  # the widest a bar's place gets
_FEWEST_LETTERS = 9
_SIGNS = {
    "r": "reported by others",
    "a": "an analyst's reading",
    "o": "its own word, too",
    "~": "only possible",
    "≠": "other than what is held on its behalf",
}


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with a text in its middle; ``style`` names its colour."""

    x: float
    y: float
    width: float
    height: float
    style: str
    text: str = ""
    changed: bool = False

    @property
    def middle(self) -> tuple[float, float]:
        """Where its text stands."""
        return round(self.x + self.width / 2, 1), round(self.y + self.height / 2, 1)


@dataclass(frozen=True, slots=True)
class Disc:
    """A circle with a text in its middle."""

    x: float
    y: float
    radius: float
    text: str


@dataclass(frozen=True, slots=True)
class Label:
    """A text at a place; ``anchor`` is ``start``, ``middle`` or ``end``."""

    x: float
    y: float
    text: str
    anchor: str = "middle"
    style: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing, shape by shape, in the order in which they are painted. ``lines`` are runs of points."""

    width: float
    height: float
    boxes: tuple[Box, ...] = ()
    discs: tuple[Disc, ...] = ()
    labels: tuple[Label, ...] = ()
    rules: tuple[tuple[float, float, float], ...] = ()
    lines: tuple[tuple[tuple[float, float], ...], ...] = ()


# -- the heat map -----------------------------------------------------------------------------------------------------


def draw_heat_map(chart: HeatMap) -> Drawing:
    """Lay out a heat map: rows under the headings of their groups, one block of columns for each panel."""
    boxes: list[Box] = []
    labels = list(_headings(chart))
    y = float(_HEAD)
    for group, rows in groupby(chart.rows, key=lambda row: row.group):
        labels.append(Label(0, y + 15, group or "other", "start", "group"))
        y += _ROW
        for row in rows:
            labels.append(Label(_LABEL - 8, y + 15, shortened(row.label, _LETTERS), "end", "name"))
            boxes += _heat_boxes(row.panels, len(chart.columns), y)
            y += _ROW
    return Drawing(
        _panel_x(len(chart.panels), len(chart.columns)) - _GAP + 1, y + 4, tuple(boxes), labels=tuple(labels)
    )


def _headings(chart: HeatMap) -> Iterator[Label]:
    for place, name in enumerate(chart.panels):
        x = _panel_x(place, len(chart.columns))
        yield Label(x + _COLUMN * len(chart.columns) / 2, 14, shortened(name, 24), "middle", "panel")
        for column, code in enumerate(chart.columns):
            yield Label(x + _COLUMN * (column + 0.5), 36, code, "middle", "code")


def _heat_boxes(panels: tuple[tuple[HeatCell, ...], ...], columns: int, y: float) -> Iterator[Box]:
    for place, cells in enumerate(panels):
        for column, cell in enumerate(cells):
            x = _panel_x(place, columns) + _COLUMN * column
            yield Box(x + 1, y + 1, _COLUMN - 2, _ROW - 2, heat_style(cell), _fitting(cell), cell.changed)


def _panel_x(place: int, columns: int) -> float:
    return _LABEL + place * (columns * _COLUMN + _GAP)


def heat_style(cell: HeatCell) -> str:
    """Return the name of a cell's colour."""
    if cell.score is None:
        return "none" if cell.word or cell.behalf else "missing"
    return f"{'for' if cell.score > 0 else 'against' if cell.score < 0 else 'zero'}{abs(cell.score) or ''}"


def heat_text(cell: HeatCell) -> str:
    """Return what stands in a cell: ``+3r!``; a word apart from its letter, ``sil r``."""
    said = cell.word if cell.score is None else f"{cell.score:+d}".replace("-", "−") if cell.score else "0"
    apart = " " if cell.score is None and cell.word and cell.sign[:1].isalpha() else ""
    return said + cell.behalf + apart + cell.sign + ("!" if cell.contested else "") + cell.arrow


def _fitting(cell: HeatCell) -> str:
    """Return what stands in a cell of a drawing: without who speaks for the party where there is no room."""
    text = heat_text(cell)
    if len(text) <= _IN_A_CELL or not cell.behalf:
        return text
    return heat_text(replace(cell, behalf=f"{cell.behalf.partition(' ')[0]} …]"))


def signs(chart: HeatMap) -> str:
    """Return what the letters and signs behind the scores mean, of those that are there."""
    there = {sign for cell in chart.cells for sign in cell.sign}
    there |= {"~" for cell in chart.cells if "~" in cell.behalf.partition(" ")[0]}
    told = [f"{sign} what is {meaning}" for sign, meaning in _SIGNS.items() if sign in there]
    return ", ".join([*told, *for_others(chart)])


def for_others(chart: HeatMap | Steps) -> tuple[str, ...]:
    """Return what brackets mean, where there are any."""
    some = any(cell is not None and cell.behalf for cell in chart.cells)
    return ("[+2 XX] what XX holds on the party’s behalf, not its own word",) if some else ()


# -- bars and bubbles over the rounds ---------------------------------------------------------------------------------


def draw_stacks(chart: Stacks) -> Drawing:
    """Lay out bars, the first layer at the bottom, the total on top."""
    top = max([sum(counts) for counts in chart.counts], default=0) or 1
    bottom = 20 + _PLOT_HEIGHT
    boxes: list[Box] = []
    labels = list(_marks(chart, bottom))
    for place, counts in enumerate(chart.counts):
        x, width, y = _slot(place, len(chart.marks)), _bar(len(chart.marks)), float(bottom)
        for layer, count in enumerate(counts):
            height = round(_PLOT_HEIGHT * count / top, 1)
            y = round(y - height, 1)
            if count:
                text = str(count) if height >= 13 and width >= 14 else ""
                boxes.append(Box(round(x - width / 2, 1), y, width, height, f"layer{_shade(chart, layer)}", text))
        labels.append(Label(x, y - 6, str(sum(counts)), "middle", "total"))
    return Drawing(
        _right(chart), bottom + _FOOT, tuple(boxes), labels=tuple(labels), rules=((_PLOT_LEFT, _right(chart), bottom),)
    )


def legend(chart: Stacks) -> tuple[tuple[str, str], ...]:
    """Return (style, name) of each layer, from the bottom up."""
    return tuple((f"layer{_shade(chart, place)}", name) for place, name in enumerate(chart.layers))


def _shade(chart: Stacks, layer: int) -> str:
    """A difficulty has a shade of its own, whichever others are there."""
    name = chart.layers[layer]
    return name if name.isdigit() else "0"


def draw_bubbles(chart: Bubbles) -> Drawing:
    """Lay out circles whose area is how many, and the mean as a line that breaks where it cannot be told."""
    bottom = 24 + _PLOT_HEIGHT
    most = max([count for counts in chart.counts for count in counts], default=0) or 1
    largest = min(17.0, _bar(len(chart.marks)) / 2)
    least = min(8.0, largest)
    discs = [
        Disc(
            _slot(place, len(chart.marks)),
            _height(value, chart.top, bottom),
            round(max(largest * (count / most) ** 0.5, least), 1),
            str(count) if least >= 7 else "",
        )
        for place, counts in enumerate(chart.counts)
        for value, count in enumerate(counts)
        if count
    ]
    scale = [
        Label(_PLOT_LEFT - 10, _height(v, chart.top, bottom) + 4, str(v), "end", "axis") for v in range(chart.top + 1)
    ]
    rules = tuple((float(_PLOT_LEFT), _right(chart), _height(v, chart.top, bottom)) for v in range(chart.top + 1))
    return Drawing(
        _right(chart), bottom + 14 + _FOOT, discs=tuple(discs), labels=(*scale, *_marks(chart, bottom + 14)),
        rules=rules, lines=tuple(_runs(chart, bottom)),
    )  # fmt: skip


# -- steps ------------------------------------------------------------------------------------------------------------

_BAND, _STEP, _NAME = 64, 8, 150  # height of a run, of a step in it, room for its name


def draw_steps(chart: Steps) -> Drawing:
    """Lay out runs under one another: a line that steps over the marks, a dot wherever something else was held."""
    slot = min((WIDTH - _NAME) / max(len(chart.marks), 1), float(_SLOT))
    right = round(_NAME + slot * max(len(chart.marks), 1), 1)
    boxes: list[Box] = []
    labels: list[Label] = []
    rules: list[tuple[float, float, float]] = []
    lines: list[tuple[tuple[float, float], ...]] = []
    for place, run in enumerate(chart.runs):
        middle = float(_BAND * place + _BAND // 2)
        labels.append(Label(_NAME - 12, middle + 4, shortened(run.label, 20), "end", "name"))
        rules.append((float(_NAME), right, middle))
        lines += _stairs(run, slot, middle)
        boxes += _dots(run, slot, middle)
    foot = float(_BAND * len(chart.runs))
    every = max(1, -(-70 // max(int(slot), 1)))
    for place, mark in enumerate(chart.marks):
        if (len(chart.marks) - 1 - place) % every == 0:
            x = round(_NAME + slot * (place + 0.5), 1)
            labels.append(Label(x, foot + 15, shortened(mark.label, max(int(slot * every / 7), 9)), "middle", "mark"))
            labels.append(Label(x, foot + 31, mark.day, "middle", "day"))
    return Drawing(right, foot + 40, tuple(boxes), labels=tuple(labels), rules=tuple(rules), lines=tuple(lines))


def _stairs(run: Run, slot: float, middle: float) -> Iterator[tuple[tuple[float, float], ...]]:
    """Yield the stretches in which there is a score: level to the next mark, then up or down."""
    for known, stretch in groupby(
        enumerate(run.cells), key=lambda pair: pair[1] is not None and pair[1].score is not None
    ):
        if known:
            points: list[tuple[float, float]] = []
            for place, cell in stretch:
                y = middle - _STEP * ((cell.score or 0) if cell else 0)
                points += [(round(_NAME + slot * place, 1), y), (round(_NAME + slot * (place + 1), 1), y)]
            yield tuple(points)


def _dots(run: Run, slot: float, middle: float) -> Iterator[Box]:
    """Yield a mark with its score or word wherever something else is held than before."""
    before: HeatCell | None = None
    for place, cell in enumerate(run.cells):
        if cell is not None and cell != before and (cell.word or cell.behalf or cell.score is not None):
            x, y = _NAME + slot * (place + 0.5), middle - _STEP * (cell.score or 0)
            wide = 46 if cell.behalf else 34
            yield Box(round(x - wide / 2, 1), y - 8, wide, 16, heat_style(cell), _fitting(cell))
        before = cell


def _runs(chart: Bubbles, bottom: float) -> Iterator[tuple[tuple[float, float], ...]]:
    places = enumerate(chart.means)
    for known, run in groupby(places, key=lambda pair: pair[1] is not None):
        if known:
            yield tuple((_slot(p, len(chart.marks)), _height(mean or 0, chart.top, bottom)) for p, mean in run)


def _height(value: float, top: int, bottom: float) -> float:
    return round(bottom - _PLOT_HEIGHT * value / top, 1)


def _marks(chart: Stacks | Bubbles, bottom: float) -> Iterator[Label]:
    """Name as many marks as there is room for, the last one always."""
    number = len(chart.marks)
    room = _step(number)
    every = max(1, -(-70 // max(int(room), 1)))
    for place, mark in enumerate(chart.marks):
        if (number - 1 - place) % every == 0:
            x = _slot(place, number)
            yield Label(
                x, bottom + 17, shortened(mark.label, max(int(room * every / 7), _FEWEST_LETTERS)), "middle", "mark"
            )
            yield Label(x, bottom + 33, mark.day, "middle", "day")


def _right(chart: Stacks | Bubbles) -> float:
    """Where the last place ends."""
    return round(_PLOT_LEFT + _step(len(chart.marks)) * max(len(chart.marks), 1), 1)


def _step(number: int) -> float:
    return min((WIDTH - _PLOT_LEFT) / max(number, 1), _SLOT)


def _slot(place: int, number: int) -> float:
    return round(_PLOT_LEFT + _step(number) * (place + 0.5), 1)


def _bar(number: int) -> float:
    return round(min(_step(number) * 0.6, 46), 1)


def shortened(text: str, letters: int) -> str:
    """Cut a text to a number of letters, with dots where something is missing."""
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"
