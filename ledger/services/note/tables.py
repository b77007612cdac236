"""Measures as tables, each number with the cells it rests on; and the words of the ledger, to spare a glossary."""

from collections.abc import Collection, Iterator, Mapping
from itertools import combinations

from ledger.domain import measures
from ledger.domain.measures import MeasureValue, Numbers
from ledger.domain.readings import COLUMN_ROLES, Matrix, Reading, news
from ledger.domain.records import Item, Party
from ledger.domain.words import Role, Stance
from ledger.formats.document import Block, Grid, TableCell
from ledger.services.measuring import NO_LONGER, NOT_SURE, Series, in_doubt
from ledger.services.note.charts import with_remark
from ledger.services.note.words import DisplayNames, none_or, plural, point_name, signed

UNTOLD = MeasureValue(None, 0, 0)
FEW = 15  # rows of a ranking
PAIRS = 45  # of ten parties, each with each
_NOT_TAKEN = "–: no two scores to take it from. It is not zero."
Beside = tuple[Mapping[str, str], Mapping[str, str]]
BARE = "○"
"""Marks a stance that says no place on the scale."""
_BARE_IS = f"{BARE}: a stance stands, and no place was given with it."
_NO_PLACE = "–: nothing that counts in the reports we have, or too little to take it from. It is not zero."
_ON_SCALES = (
    "Midpoint: halfway between the principals furthest apart. Compromise: the mean of the parties' positions, "
    "each weighted by its salience (Achen 2006), where both are known."
)
_FROM_END_TO_END = (
    "From the end of one to the end of the other: a move there and back, or inside a round, is not in it."
)
STAGES = 12  # columns that a page has room for
_MEANS = {
    Stance.demands: "makes it a condition of its own",
    Stance.supports: "is for it",
    Stance.conditional: "is for it if something is met",
    Stance.undecided: "has said that it is neither for nor against",
    Stance.doubts: "leans against it",
    Stance.opposes: "is against it",
    Stance.rejects: "rules it out",
    Stance.silent: "reported as not having raised it, or not having commented",
    Stance.withdrawn: "took it off the table",
}
_TERMS = (
    ("Gap", "the distance between two parties' scores on an item, 0 to 6; spread is the largest gap among principals"),
    ("Grade", "reliability of the source, A to F, and credibility of what it says, 1 to 6 (NATO AJP-2.1); A1 is best"),
    ("Carrying", "what a source repeats, by its own word or by what the coder found; a repeat is no second source"),
    ("Difficulty", "how hard the coder takes an item to be, 1 to 5; no report says it"),
    (
        "Overdue",
        "a promise whose due day has passed, kept by then in no report at hand; what came after them is not known",
    ),
    ("Part of, depends on, trades with, relates to", "how the coder ties items to one another"),
    ("Contested", "two accounts of one cell contradict each other of the same days, and nobody settled which holds"),
)


def words() -> Grid:
    """Return what the words of the ledger mean."""
    stances = ((stance.value, _score(stance), _MEANS[stance]) for stance in Stance)
    rows = [(TableCell(word), TableCell(score or ""), TableCell(means)) for word, score, means in stances]
    rows += [(TableCell(term), TableCell(""), TableCell(means)) for term, means in _TERMS]
    return Grid("What the words mean", ("Word", "Score", "Is"), tuple(rows))


def measured(
    before: Matrix, after: Matrix, series: Series, names: DisplayNames, beside: Beside = ({}, {})
) -> Iterator[Block]:
    """Yield the measures between two points and over the rounds, with what is told ``beside`` spreads at either end."""
    was, is_now = _Side(before), _Side(after)
    parties = [party for party in after.parties if party.role in COLUMN_ROLES]
    keys = [row.item.key for row in after.rows]
    span = f"{point_name(before.point)} → {point_name(after.point)}"
    start = was.scored.before(is_now.scored)
    undated = was.scored.undated(is_now.scored)
    columns = {party.key for party in parties}
    both = [cell for cell in start if cell in is_now.scores and cell[1] in columns]
    again = _told_anew(both, was, is_now, point_name(before.point))
    remark = " ".join(filter(None, (_FROM_END_TO_END, again, _undated(undated, keys, parties, names))))
    yield _movement(parties, keys, start, is_now.scores, span, remark)
    yield from _pairs(parties, keys, start, is_now.scores, series, span)
    ends = f"Spread {point_name(before.point)}", f"Spread {point_name(after.point)}"
    yield from _apart(after, parties, was, is_now, series, ends, beside)
    yield from _on_scales(after, is_now)
    yield from _most_moved(series, names)


class _Side:
    """The numbers of a matrix."""

    def __init__(self, matrix: Matrix) -> None:
        cells: dict[measures.CellKey, Reading] = {
            (row.item.key, party): reading for row in matrix.rows for party, reading in row.cells.items()
        }
        self.cells = cells
        self.scored = measures.Scored.of(cells)
        self.scores = self.scored.scores
        self.positions = measures.values(cells, "position")
        self.saliences = measures.values(cells, "salience")


def _undated(
    cells: Collection[measures.CellKey], items: list[str], parties: list[Party], names: DisplayNames
) -> str | None:
    """Name the items and parties of which nobody knows whether they moved in between."""
    told = [f"{names.item(item)} ({party.name})" for item in items for party in parties if (item, party.key) in cells]
    return f"Undated in between, and so in no step here or below: {', '.join(told)}." if told else None


def _told_anew(found: Collection[measures.CellKey], was: _Side, is_now: _Side, since: str) -> str | None:
    """Say how many of the stances measured were told again: a party of whom nobody spoke did not stand still."""
    anew = sum(news(was.cells.get(cell), is_now.cells.get(cell)) is not None for cell in found)
    if anew == len(found):
        return None
    rest = "the others stand" if anew else "each stands"
    return f"Told anew since {since}: {none_or(anew)} of these {plural(len(found), 'stance')}; {rest} as last reported."


def _movement(parties: list[Party], items: list[str], was: Numbers, is_now: Numbers, span: str, remark: str) -> Grid:
    rows = []
    steps = measures.distances([party.key for party in parties], items, was, is_now)
    for party in parties:
        moved = steps[party.key]
        net = measures.net_movement(party.key, items, was, is_now)
        rows.append(
            (
                TableCell(party.name, to=f"party:{party.key}"),
                TableCell(moved.value),
                TableCell(_signed(net)),
                TableCell(moved.cells),
            )
        )
    columns = ("Party", "Steps in all", "On balance", "Items it rests on")
    return with_remark(f"How far each party moved, {span}", columns, tuple(rows), remark, _NOT_TAKEN)


def _pairs(
    parties: list[Party], items: list[str], was: Numbers, is_now: Numbers, series: Series, span: str
) -> Iterator[Grid]:
    compared = {party.key for party in series.compared}
    pairs = list(combinations([party for party in parties if party.key in compared], 2))
    if not pairs or not series.stages:
        return
    stages = series.stages[-STAGES:]
    now = stages[-1].gaps
    listed = (
        sorted(pairs, key=lambda pair: -(now.get(_keys(pair), UNTOLD).value or 0))[:PAIRS]
        if len(pairs) > PAIRS
        else pairs
    )
    rows = []
    came_nearer = measures.convergences(map(_keys, listed), items, was, is_now)
    for pair in listed:
        nearer = came_nearer[_keys(pair)]
        gaps = [stage.gaps.get(_keys(pair), UNTOLD) for stage in stages]
        figures = (TableCell(_with_cells(figure)) for figure in (*gaps, nearer))
        rows.append((TableCell("–".join(party.code for party in pair)), *figures))
    columns = ("Parties", *(stage.label for stage in stages), f"Nearer by, {span}")
    remark = "In brackets the number of items a figure rests on."
    if len(series.compared) < len(series.parties):
        remark = f"{remark} Compared are the {len(series.compared)} parties, of {len(series.parties)}, who spoke most."
    if len(listed) < len(pairs):
        remark = f"The {len(listed)} pairs furthest apart, of {len(pairs)}. {remark}"
    title = "Mean gap between two parties, and how much nearer they came"
    yield with_remark(title, columns, tuple(rows), remark, _NOT_TAKEN)


def _keys(pair: tuple[Party, Party]) -> measures.Pair:
    return pair[0].key, pair[1].key


def _apart(
    after: Matrix,
    parties: list[Party],
    was: _Side,
    is_now: _Side,
    series: Series,
    names: tuple[str, str],
    beside: Beside,
) -> Iterator[Grid]:
    principals = [party.key for party in parties if party.role is Role.principal]
    found = []
    for row in after.rows:
        now = measures.spread(row.item.key, principals, is_now.scores)
        if now.value and row.open:
            then = measures.spread(row.item.key, principals, was.scores)
            middle = measures.midpoint(row.item.key, principals, is_now.scores)
            since = series.opposed_since.get(row.item.key)
            still = any(_disagree(row.item.key, pair, is_now) for pair in combinations(principals, 2))
            ended = NOT_SURE if any(in_doubt(row.cells.get(key)) for key in principals) else NO_LONGER
            opposed = "" if since is None else since.label if still else f"{since.label}, {ended}"
            spreads = (
                _with(each.value, more.get(row.item.key)) for each, more in zip((then, now), beside, strict=True)
            )
            told = (*spreads, _signed(middle), middle.cells, opposed)
            found.append((now.value, (TableCell(row.item.title, to=f"item:{row.item.key}"), *map(TableCell, told))))
    found.sort(key=lambda each: -each[0])
    if found:
        columns = ("Open item", *names, "Midpoint", "Principals it rests on", "For and against by the end of")
        rows = tuple(cells for _value, cells in found[:FEW])
        yield with_remark("Where the principals are furthest apart", columns, rows, missing=_NOT_TAKEN)


def _with(spread: float | None, more: str | None) -> float | str | None:
    return spread if spread is None or more is None else f"{spread} ({more})"


def _disagree(item: str, pair: tuple[str, ...], side: _Side) -> bool:
    return measures.disagree(*(side.scores.get((item, party)) for party in pair))


def _on_scales(after: Matrix, side: _Side) -> Iterator[Grid]:
    """Yield where parties stand on scales; whatever its role, whoever has a place there is a column, and counts."""
    placed = {item for item, _party in side.positions}
    items = [row.item for row in after.rows if row.item.scale and row.item.key in placed]
    told = {party.key for party in after.parties if any(_is_placed(side, (item.key, party.key)) for item in items)}
    parties = [party for party in after.parties if party.role in COLUMN_ROLES or party.key in told]
    principals = [party.key for party in parties if party.role is Role.principal]
    rows = tuple(_on_scale(item, parties, principals, side) for item in items)
    if rows:
        columns = ("Item", "0 is", "100 is", *(party.code for party in parties), "Midpoint", "Compromise", "Rests on")
        bare = any(cell.value == BARE for row in rows for cell in row)
        remark = " ".join(filter(None, (_ON_SCALES, _BARE_IS if bare else None)))
        yield with_remark("Positions on a scale of the item's own", columns, rows, remark, _NO_PLACE)


def _on_scale(item: Item, parties: list[Party], principals: list[str], side: _Side) -> tuple[TableCell, ...]:
    middle = measures.midpoint(item.key, principals, side.positions)
    weighted = measures.compromise(item.key, [party.key for party in parties], side.positions, side.saliences)
    assert item.scale is not None
    return (
        TableCell(item.title, to=f"item:{item.key}"),
        TableCell(item.scale.low),
        TableCell(item.scale.high),
        *(TableCell(_place(side, (item.key, party.key))) for party in parties),
        TableCell(middle.value),
        TableCell(weighted.value),
        TableCell(f"{middle.cells} and {weighted.cells}"),
    )


def _is_placed(side: _Side, cell: measures.CellKey) -> bool:
    """Whether a place of a party on the scale is told, be it a contested or a possible one."""
    return _place(side, cell) not in (None, BARE)


def _place(side: _Side, cell: measures.CellKey) -> str | float | None:
    """Return where a party is on the scale; else why no place of it is measured, though a stance stands."""
    reading = side.cells.get(cell)
    if cell in side.positions or reading is None:
        return side.positions.get(cell)
    if all(account.values.get("position") is None for account in reading.accounts):
        return BARE
    return "contested" if reading.contested else "possible"


def _most_moved(series: Series, names: DisplayNames) -> Iterator[Grid]:
    rows = tuple(
        (TableCell(names.item(item), to=f"item:{item}"), TableCell(figure.value), TableCell(figure.cells))
        for item, figure in series.most_moved[:FEW]
    )
    if rows:
        span = f"{series.stages[0].label} → {series.stages[-1].label}"
        yield Grid(f"Items that moved most, {span}", ("Item", "Steps in all", "Pairs of cells it rests on"), rows)


def _score(stance: Stance) -> str | None:
    return signed(stance.score) if stance.score is not None else None


def _signed(figure: MeasureValue) -> str | None:
    return signed(figure.value) if figure.value is not None else None


def _with_cells(figure: MeasureValue) -> str | None:
    return f"{figure.value:.2f} ({figure.cells})".replace("-", "−") if figure.value is not None else None
