"""Measures over the rounds: for people a table of the rounds and what the last of them says, for programs every figure.

A figure is always beside what it rests on; over whose words, and what is left out, is said below.
"""

from collections.abc import Collection, Iterator, Sequence

from ledger.cli.views.grids import listed, paragraph
from ledger.domain.measures import CellKey, MeasureValue
from ledger.domain.naming import few
from ledger.domain.text import safe
from ledger.domain.words import Voice
from ledger.formats.tables import Table
from ledger.services.measuring import MeasuredRound, Series

Voices = Sequence[tuple[Voice, ...]]
COLUMNS = ("point", "held_on", "known_at", "measure", "about", "value", "rests_on", "looked_at", "left_out", "voices")
_ROUNDS = ("point", "open", "settled", "mean difficulty", "mean spread", "on items", "left out")
_MOVED = ("party", "steps", "on items", "since the first", "on steps")
_PAIRS = ("parties", "mean gap", "on items", "nearer by", "on items there")


def measures_text(series: Series, voices: Voices, width: int) -> str:
    """Return the rounds one below the other, then who moved, who came nearer and which items moved most."""
    if not series.stages:
        return "No rounds, and nothing to measure."
    last = series.stages[-1]
    since = f" since {safe(series.stages[-2].label)}" if len(series.stages) > 1 else ""
    blocks = [
        [listed(_ROUNDS, [_round(stage, series) for stage in series.stages], width, frozenset(range(1, len(_ROUNDS))))],
        [f"How far each party moved, at {safe(last.label)}{since}", _table(_MOVED, list(_moved(series)), width)],
        [f"Two by two{_whom(series)}, at {safe(last.label)}{since}", _table(_PAIRS, list(_pairs(series)), width)],
        list(_most(series, width)),
        [paragraph(line, width) for line in _said(series, voices)],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def measures_table(series: Series, voices: Voices) -> Table:
    """Return every figure of every stage as a row of its own."""
    rows = [
        (
            stage.label,
            stage.point.held_on.isoformat(),
            stage.point.known_at,
            *row,
            len(_left_out(stage, series)),
            " ".join(heard),
        )
        for stage, heard in zip(series.stages, voices, strict=True)
        for row in _figures(stage)
    ]
    return Table(COLUMNS, rows)


def _figures(stage: MeasuredRound) -> Iterator[tuple[object, ...]]:
    counts = {"open items": stage.open.count, "settled items": stage.open.settled}
    for name, count in counts.items():
        yield name, None, count, None, None
    yield "mean difficulty", None, *_figure(stage.open.mean_difficulty)
    yield "mean spread", None, *_figure(stage.mean_spread)
    for item, figure in stage.spreads.items():
        yield "spread", item, *_figure(figure)
    for party, figure in stage.distances.items():
        yield "distance", party, *_figure(figure)
    for pair, figure in stage.gaps.items():
        yield "mean gap", " ".join(pair), *_figure(figure)
    for pair, figure in stage.convergence.items():
        yield "convergence", " ".join(pair), *_figure(figure)


def _figure(figure: MeasureValue) -> tuple[float | None, int, int]:
    return figure.value, figure.cells, figure.of


def _round(stage: MeasuredRound, series: Series) -> tuple[object, ...]:
    difficulty, spread = stage.open.mean_difficulty, stage.mean_spread
    counts = stage.open.count, stage.open.settled
    return stage.label, *counts, _one(difficulty), _one(spread), spread.cells, len(_left_out(stage, series))


def _moved(series: Series) -> Iterator[tuple[object, ...]]:
    """Yield the parties that anything can be told of: their steps since the stage before, and in all."""
    last = series.stages[-1]
    for party in series.parties:
        here = last.distances.get(party.key, MeasureValue(None, 0, 0))
        total = series.since_first.get(party.key)
        if total is not None and total.value is not None:
            yield party.name, _one(here), here.cells, f"{total.value:g}", total.cells


def _whom(series: Series) -> str:
    few, every = len(series.compared), len(series.parties)
    return f", the {few} parties of {every} who spoke most" if few < every else ""


def _pairs(series: Series) -> Iterator[tuple[object, ...]]:
    last = series.stages[-1]
    names = {party.key: party.code for party in series.parties}
    for pair, gap in last.gaps.items():
        if gap.value is not None:
            nearer = last.convergence.get(pair, MeasureValue(None, 0, 0))
            yield " and ".join(names[key] for key in pair), _one(gap), gap.cells, _signed(nearer), nearer.cells


def _most(series: Series, width: int) -> Iterator[str]:
    moved = [f"{item} {figure.value:g}" for item, figure in series.most_moved]
    if moved:
        yield paragraph(f"Moved most, over all rounds, in steps: {safe(few(moved))}.", width)


def _said(series: Series, voices: Voices) -> Iterator[str]:
    heard = [voice for voice in Voice if voice in set().union(*voices)]
    if heard:
        over = ", ".join(f"{voice.value} ({_places(voice, series, voices)})" for voice in heard)
        yield f"Measured over stances whose word is: {over}."
    last = series.stages[-1]
    possibly = [f"{stage.open.possibly} at {stage.label}" for stage in series.stages if stage.open.possibly]
    if possibly:
        yield f"Open counts what is only possibly on the list, too: {safe(', '.join(possibly))}."
    out = _left_out(last, series)
    if out:
        cells = few(" × ".join(filter(None, key)) for key in out)
        yield f"Left out at {safe(last.label)}, contested or only possible: {safe(cells)}."
    else:
        yield f"Nothing is left out at {safe(last.label)}: no stance there is contested or only possible."
    if last.undated:
        cells = few(" × ".join(filter(None, key)) for key in last.undated)
        before = safe(series.stages[-2].label)
        yield f"In no step since {before}, since it may have come by then or after: {safe(cells)}."
    yield "Steps are between the ends of rounds: a move inside a round is told by posl diff."
    yield "Gaps are distances of scores, 0 to 6; spread is the largest among principals. docs/measures.md defines each."


def _places(voice: Voice, series: Series, voices: Voices) -> str:
    labels = [stage.label for stage, heard in zip(series.stages, voices, strict=True) if voice in heard]
    return "everywhere" if len(labels) == len(series.stages) else safe(few(labels))


def _left_out(stage: MeasuredRound, series: Series) -> list[CellKey]:
    measured: Collection[str] = {party.key for party in series.parties}
    return [key for key in stage.left_out if key[1] in measured]


def _table(columns: Sequence[str], rows: Sequence[tuple[object, ...]], width: int) -> str:
    if not rows:
        return "  Nothing that could be measured at both ends."
    return listed(columns, rows, width, frozenset(range(1, len(columns))))


def _one(figure: MeasureValue) -> str | None:
    """Return a figure with one decimal, or nothing where it cannot be told."""
    return None if figure.value is None else f"{figure.value:.1f}"


def _signed(figure: MeasureValue) -> str | None:
    return None if figure.value is None else f"{figure.value:+.1f}"
