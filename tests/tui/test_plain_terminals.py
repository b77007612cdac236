"""A terminal without colours, with sixteen, or with ASCII alone: everything is drawn, every act can be done."""

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from ledger.storage.database import Database
from ledger.tui.themes import NAMES
from tests.tui import golden
from tests.tui.conftest import Opened, press, type_text

PLACES: dict[str, tuple[str, ...]] = {
    "matrix": ("j", "l"),
    "peek": ("j", "l", "space"),
    "heading": ("k",),
    "item": ("j", "l", "enter"),
    "form": ("j", "l", "s"),
    "filter": ("slash",),
    "settle": ("m", "exclamation_mark"),
    "leave": ("j", "s", "x", "escape"),
    "review": ("r", "space", "space"),
    "sources": ("v",),
    "diff": ("d",),
    "timeline": ("g",),
    "palette": ("ctrl+p",),
    "help": ("question_mark",),
    "a notice": ("exclamation_mark",),
}


Config = Callable[[str], None]


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """Writes the config file."""
    path = tmp_path / "config.toml"
    monkeypatch.setenv("POSL_CONFIG", str(path))

    def write(text: str) -> None:
        path.write_text(text, encoding="utf-8")

    return write


@pytest.mark.parametrize("place", PLACES)
async def test_with_ascii_glyphs_every_frame_and_sign_is_ascii(
    disputed: Database, screens: Opened, config: Config, place: str
) -> None:
    config('glyphs = "ascii"\n')
    async with screens(disputed) as pilot:
        await press(pilot, *PLACES[place])
        drawn = golden.text_of(pilot.app)
    words = "¶–’“”éï²×"
    """What stands in texts, not what is drawn around them."""
    assert {sign for sign in drawn if not sign.isascii()} <= set(words), drawn


@pytest.mark.parametrize("place", PLACES)
async def test_every_screen_says_the_same_in_every_theme(disputed: Database, screens: Opened, place: str) -> None:
    async with screens(disputed) as pilot:
        await press(pilot, *PLACES[place])
        drawn = golden.text_of(pilot.app)
        styles = set()
        for theme in NAMES:
            pilot.app.theme = theme
            await press(pilot)
            assert golden.text_of(pilot.app) == drawn
            styles.add(golden.styles_of(pilot.app))
    assert len(styles) >= len(NAMES) - 1  # one differs from another by the colours of signs alone


@pytest.mark.parametrize("theme", NAMES)
async def test_without_colours_the_cursor_can_be_seen(
    demo: Database, screens: Opened, config: Config, monkeypatch: pytest.MonkeyPatch, theme: str
) -> None:
    config(f'theme = "{theme}"\n')
    monkeypatch.setenv("NO_COLOR", "1")
    async with screens(demo) as pilot:
        for keys in (("k",), ("j", "j", "l"), ("r",)):
            await press(pilot, *keys)
            assert different(pilot), keys


def different(pilot: Pilot[None]) -> bool:
    """Whether some line of the list or grid differs from its neighbours in more than colour, or in its shade."""
    styles = [{style for _text, style in line} for line in golden.strips(pilot.app)]
    return any("reverse" in style or "on #" in style for line in styles for style in line)


async def test_a_theme_is_chosen_by_keys_and_remembered(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "f2")
        await type_text(pilot, "terminal")
        await press(pilot, "enter")
        assert pilot.app.theme == "terminal"
    async with screens(demo) as pilot:
        assert pilot.app.theme == "terminal"


async def test_keys_of_the_config_file_take_the_place_of_the_defaults(
    demo: Database, screens: Opened, config: Config
) -> None:
    config('[keys]\nrecord-stance = "A"\nrecord-stanza = "B"\n')
    async with screens(demo) as pilot:
        assert "A Stance" in golden.text_of(pilot.app)
        assert 'there is no action "record-stanza"' in golden.text_of(pilot.app)
        await press(pilot, "j", "s")
        assert "Record a stance" not in golden.text_of(pilot.app)
        await press(pilot, "A")
        assert "Record a stance" in golden.text_of(pilot.app)
