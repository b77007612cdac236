"""Stances stay apart on a terminal of sixteen colours, and never rest on colour alone."""

from itertools import combinations

import pytest
from rich.color import Color, ColorSystem
from textual.theme import Theme

from ledger.domain.words import Stance
from ledger.tui.glyphs import Glyphs
from ledger.tui.themes import THEMES

DRAWN = [theme for theme in THEMES if not theme.ansi]


def of_sixteen(colour: str | None) -> int | None:
    return Color.parse(colour or "").downgrade(ColorSystem.STANDARD).number


@pytest.mark.parametrize("theme", DRAWN, ids=lambda theme: theme.name)
def test_for_and_against_differ_from_each_other_and_from_what_lies_under_them(theme: Theme) -> None:
    colours = theme.variables
    ours, theirs = of_sixteen(colours["stance-for"]), of_sixteen(colours["stance-against"])
    assert ours != theirs
    for name, under in (
        ("stance-for", "stance-for-fill"),
        ("stance-against", "stance-against-fill"),
        ("lit", "lit-fill"),
    ):
        assert of_sixteen(colours[name]) != of_sixteen(colours[under]), name
        assert of_sixteen(colours[name]) != of_sixteen(theme.background), name


def light_of(colour: str) -> float:
    """How light a colour is, as WCAG reckons it: 0 to 1."""
    parts = [part / 255 for part in Color.parse(colour).get_truecolor()]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", DRAWN, ids=lambda theme: theme.name)
def test_words_in_every_colour_can_be_read_on_every_ground(theme: Theme) -> None:
    """The contrast is that which WCAG asks of text, 4.5 to 1."""
    for ground in (theme.background, theme.surface, theme.panel):
        for name in ("stance-for", "stance-against", "stance-neutral", "stance-none", "lit", "quiet"):
            darker, lighter = sorted((light_of(theme.variables[name]), light_of(ground or "")))
            assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (name, ground)


@pytest.mark.parametrize("plain", [False, True])
def test_every_stance_has_a_sign_of_its_own_of_two_cells(plain: bool) -> None:
    signs = [Glyphs(ascii=plain).stance(stance).text for stance in Stance]
    assert all(one != other for one, other in combinations(signs, 2))
    assert {len(sign) for sign in signs} == {2}
    assert not plain or "".join(signs).isascii()
