"""Drawings: everything lies inside, bars add up, nothing is drawn where nothing is known."""

from hypothesis import given
from hypothesis import strategies as st

from ledger.formats.document import AxisMark, Bubbles, Grid, HeatCell, HeatMap, HeatRow, Stacks
from ledger.formats.document_charts import Drawing, draw_bubbles, draw_heat_map, draw_stacks, legend, shortened

NO_TABLE = Grid("", (), ())


def marks(number: int) -> tuple[AxisMark, ...]:
    return tuple(AxisMark(f"R{place}", "2026-01-24") for place in range(number))


def inside(drawing: Drawing) -> bool:
    corners = [(box.x, box.y) for box in drawing.boxes]
    corners += [(box.x + box.width, box.y + box.height) for box in drawing.boxes]
    corners += [(disc.x, disc.y) for disc in drawing.discs] + [point for line in drawing.lines for point in line]
    corners += [(label.x, label.y) for label in drawing.labels]
    return all(0 <= x <= drawing.width and -0.5 <= y <= drawing.height for x, y in corners)


@given(st.integers(1, 120).flatmap(lambda n: st.lists(st.tuples(*[st.integers(0, 900)] * 3), min_size=n, max_size=n)))
def test_bars_lie_inside_and_their_heights_are_in_proportion(counts: list[tuple[int, ...]]) -> None:
    drawing = draw_stacks(Stacks("T", marks(len(counts)), ("5", "3", "not rated"), tuple(counts), NO_TABLE))
    assert inside(drawing)
    assert len(drawing.boxes) == sum(count > 0 for bar in counts for count in bar)
    totals = [label.text for label in drawing.labels if label.style == "total"]
    assert totals == [str(sum(bar)) for bar in counts]
    places = {box.x for box in drawing.boxes}
    tallest = max((sum(box.height for box in drawing.boxes if box.x == x) for x in places), default=230)
    assert abs(tallest - 230) < 1


def test_a_difficulty_keeps_its_shade_whichever_others_there_are() -> None:
    chart = Stacks("T", marks(1), ("4", "1", "not rated"), ((1, 1, 1),), NO_TABLE)
    assert legend(chart) == (("layer4", "4"), ("layer1", "1"), ("layer0", "not rated"))


def test_the_mean_breaks_off_where_it_cannot_be_told() -> None:
    drawing = draw_bubbles(Bubbles("T", marks(4), 6, ((0,) * 7,) * 4, (2.0, None, 3.0, 6.0), NO_TABLE))
    assert [len(run) for run in drawing.lines] == [1, 2]
    assert drawing.discs == ()
    assert inside(drawing)


@given(st.lists(st.tuples(*[st.integers(0, 5000)] * 7), max_size=60))
def test_circles_lie_inside_and_none_stands_for_nobody(counts: list[tuple[int, ...]]) -> None:
    chart = Bubbles("T", marks(len(counts)), 6, tuple(counts), (None,) * len(counts), NO_TABLE)
    drawing = draw_bubbles(chart)
    assert inside(drawing)
    assert len(drawing.discs) == sum(count > 0 for bar in counts for count in bar)


def test_a_heat_map_has_a_box_for_each_cell_of_each_panel() -> None:
    silent = HeatCell(None, "sil", sign="r")
    cells = (HeatCell(3), HeatCell(-2, contested=True), HeatCell(0), silent, HeatCell(changed=True))
    rows = tuple(HeatRow("Land", group, (cells, cells)) for group in ("a", "a", "b"))
    drawing = draw_heat_map(HeatMap("T", ("R1", "R2"), ("A", "B", "C", "D", "E"), rows, NO_TABLE))
    assert inside(drawing)
    assert [(box.style, box.text) for box in drawing.boxes[:5]] == [
        ("for3", "+3"), ("against2", "−2!"), ("zero", "0"), ("none", "sil r"), ("missing", ""),
    ]  # fmt: skip
    assert len(drawing.boxes) == 3 * 2 * 5
    assert [label.text for label in drawing.labels if label.style == "group"] == ["a", "b"]


def test_nothing_to_draw_is_drawn_as_nothing() -> None:
    assert draw_stacks(Stacks("T", (), (), (), NO_TABLE)).boxes == ()
    assert draw_bubbles(Bubbles("T", (), 6, (), (), NO_TABLE)).discs == ()
    assert draw_heat_map(HeatMap("T", ("R1",), (), (), NO_TABLE)).boxes == ()


def test_what_is_cut_shows_that_it_was() -> None:
    assert shortened("abcdef", 6) == "abcdef"
    assert shortened("abcdefg", 6) == "abcde…"
