"""Signs of stances and marks, from ASCII and ``✓ ✗ ▸ ⊖``: others are two cells wide in some terminals.

A stance is always a shape, a signed number (or letters) and a colour together: each alone would do. With ``glyphs =
"ascii"`` in the config file the shape is the stance's own letter.
"""

from dataclasses import dataclass

from ledger.domain.readings import Reading
from ledger.domain.words import Stance, Status
from ledger.formats import marks

UNREVIEWED = "?"
NEW = "*"
UP, DOWN = "^", "v"
CUT = ".."


@dataclass(frozen=True, slots=True)
class Sign:
    """How a stance looks: three cells of text, and the name of its style (``stance--for-3``)."""

    text: str
    style: str


_SHAPES = {
    Stance.demands: "✓+3",
    Stance.supports: "✓+2",
    Stance.conditional: "▸+1",
    Stance.undecided: "o 0",
    Stance.doubts: "✗-1",
    Stance.opposes: "✗-2",
    Stance.rejects: "✗-3",
    Stance.silent: ".si",
    Stance.withdrawn: "⊖wd",
}
_LETTERS = {
    Stance.demands: "D+3",
    Stance.supports: "S+2",
    Stance.conditional: "C+1",
    Stance.undecided: "U 0",
    Stance.doubts: "B-1",
    Stance.opposes: "O-2",
    Stance.rejects: "R-3",
    Stance.silent: ".si",
    Stance.withdrawn: "-wd",
}
STYLES = {
    Stance.demands: "stance--for-3",
    Stance.supports: "stance--for-2",
    Stance.conditional: "stance--for-1",
    Stance.undecided: "stance--neutral",
    Stance.doubts: "stance--against-1",
    Stance.opposes: "stance--against-2",
    Stance.rejects: "stance--against-3",
    Stance.silent: "stance--none",
    Stance.withdrawn: "stance--none",
}
STANCE_CLASSES = frozenset(STYLES.values())

_STATUS = {
    Status.agreed: "✓",
    Status.implemented: "✓",
    Status.kept: "✓",
    Status.agreed_in_principle: "▸",
    Status.narrowed: "▸",
    Status.deadlocked: "✗",
    Status.broken: "✗",
    Status.dropped: "⊖",
    Status.void: "⊖",
}
_PLAIN = {"✓": "+", "▸": ">", "✗": "x", "⊖": "-"}
_SHORT = {Status.agreed_in_principle: "in princ.", Status.implemented: "implemented"}


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One set of signs; ``ascii`` draws with ASCII alone."""

    ascii: bool = False

    def stance(self, stance: Stance) -> Sign:
        """Return the sign of a stance."""
        return Sign((_LETTERS if self.ascii else _SHAPES)[stance], STYLES[stance])

    def status(self, status: Status) -> str:
        """Return the shape that goes before a status."""
        return self.plain(_STATUS.get(status, " "))

    def plain(self, shape: str) -> str:
        """Return a shape, or what stands for it where only ASCII is drawn."""
        return _PLAIN.get(shape, shape) if self.ascii else shape

    def movement(self, delta: int | None, *, new: bool = False) -> str:
        """Return two cells: towards the item (``^2``), away from it (``v1``), new but not moved (``*``), or nothing."""
        if delta:
            return f"{UP if delta > 0 else DOWN}{abs(delta)}"
        return f"{NEW} " if new else "  "


def mark(reading: Reading) -> str:
    """Return whose word it is, and the one mark that matters most: contested, only possible, unreviewed, or none."""
    return f"{marks.letter(reading) or ' '}{_how_sure(reading)}"


def _how_sure(reading: Reading) -> str:
    if reading.contested:
        return marks.CONTESTED
    if reading.possibly or not reading.sure:
        return marks.POSSIBLE
    return " " if reading.reviewed else UNREVIEWED


def status_word(status: Status, *, overdue: bool = False) -> str:
    """Return a status in at most twelve cells."""
    return "OVERDUE" if overdue else _SHORT.get(status, status.value)


def score(value: int | None) -> str:
    """Return a score with its sign: ``+3``, ``0``, ``-2``, or nothing."""
    return "" if value is None else f"{value:+d}" if value else "0"


def cut(text: str, width: int) -> str:
    """Cut a plain text to so many cells, with two dots where something is missing, and pad it."""
    from rich.cells import cell_len, set_cell_size

    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, max(width - len(CUT), 0)) + CUT[: max(width, 0)]
