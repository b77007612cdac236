"""A party's stances over time as a step line: one row an entry, earliest first, from −3 on the left to +3 on the right.

::

               -3 -2 -1  0 +1 +2 +3
    R1          .  .  .  |  . ✓+2    supports
    R2          . ✗-2 ----------     opposes

The sign stands where the stance stands, with its word; dashes run from where the party stood before. What has no score
(silent, withdrawn) stands beside the scale; rival accounts and what no longer stands draw no line.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from textual.content import Content

from ledger.formats import marks
from ledger.services.showing import PartyLine, Told
from ledger.tui import glyphs
from ledger.tui.glyphs import Glyphs
from ledger.tui.reading_text import COLOURS
from ledger.tui.safe import plain
from ledger.tui.told import reading_of

CELL, NAME = 3, 12
LOW, HIGH = -3, 3
_AXIS = "".join(f"{glyphs.score(score):>{CELL}}" for score in range(LOW, HIGH + 1))


def axis() -> Content:
    """Return the scale that stands over the rows."""
    return Content.styled(f"{'':<{NAME}}{_AXIS}", "$quiet")


def steps(line: PartyLine, signs: Glyphs) -> Iterator[Content]:
    """Return a row for each entry that stands; rivals and what is only possible are marked, and beside the line."""
    before: int | None = None
    for told in _standing(line.entries):
        reading = reading_of(told)
        score = reading.score
        firm = told.sure and not told.rivals
        yield _row(told, before if firm else None, signs)
        before = score if score is not None and firm else before


def _standing(entries: Iterable[Told]) -> list[Told]:
    return [told for told in entries if told.stands]


def _row(told: Told, before: int | None, signs: Glyphs) -> Content:
    reading = reading_of(told)
    stance, score = reading.stance, reading.score
    if stance is None:
        return Content("")
    sign = signs.stance(stance)
    name = glyphs.cut(plain(reading.round or str(reading.held)), NAME - 1)
    mark = f"{marks.CONTESTED if told.rivals else ' ' if told.sure else marks.POSSIBLE} "
    whose = f" {marks.letter(reading)}"
    return Content.assemble(
        f"{name} ",
        *_scale(score, before, sign.text, COLOURS[sign.style]),
        (mark, "bold $accent"),
        (stance.value, COLOURS[sign.style]),
        (whose, "$quiet"),
    )


def _scale(score: int | None, before: int | None, sign: str, style: str) -> Iterator[tuple[str, str]]:
    """Return the seven cells of a row: the sign in its place, dashes back to where the party stood before."""
    for place in range(LOW, HIGH + 1):
        if place == score:
            yield f"{sign:>{CELL}}", style
        elif score is not None and before is not None and min(score, before) <= place <= max(score, before):
            yield "-" * CELL, "$quiet"
        else:
            yield f"{'|' if place == 0 else '.':>{CELL}}", "$quiet"
    if score is None:
        yield f" {sign}", style


def all_steps(lines: Iterable[PartyLine], signs: Glyphs) -> list[Content]:
    """Return every party's line over the same scale."""
    told = [[Content.styled(plain(line.party.name), "bold"), *steps(line, signs)] for line in lines if line.entries]
    return [axis(), *chain.from_iterable(told)] if told else [Content("no stance is recorded")]
