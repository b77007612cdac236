"""Signs of stances and marks, from ASCII and ``✓ ✗ ▸ ⊖``: others are two cells wide in some terminals.

A stance is always its score with a sign (or letters) and a colour together, its word beside it where there is room.
What a mark means is said by its form, never by its colour alone::

    +3 demands  r✓     score, word, whose word it is (o own, r reported, a an analyst's), reviewed
    +2▸-1 doubts  r    moved, from where to where
    -2 / +2  !         contested: every account's score, and no word of one
    (+2 supports) r~   possible; ~ something else is possible since
    -1!=      r        another word than that of its bloc
"""

from collections.abc import Iterable
from typing import NamedTuple

from ledger.domain.readings import News, Reading
from ledger.domain.words import OVERDUE, Stance, Status
from ledger.formats import marks

REVIEWED = "✓"
CUT = ".."
NOTHING = marks.NOTHING
DISSENT = "!="
"""Behind a member's own word that is another than its bloc's."""


class Sign(NamedTuple):
    """How a stance looks: two cells of text, and the name of its style (``stance--for-3``)."""

    text: str
    style: str


_TEXTS = {stance: f"{marks.signed(stance.score):>2}" for stance in Stance} | {
    Stance.silent: "si",
    Stance.withdrawn: "wd",
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
_PLAIN = {"✓": "v", "▸": ">", "✗": "x", "⊖": "-", "›": ">"}
_NEWS = {News.new: "*", News.again: "=", News.moved: "▸", News.gone: ""}
_SHORT = {Status.agreed_in_principle: "in princ.", Status.implemented: "implemented"}


class Glyphs(NamedTuple):
    """One set of signs; ``ascii`` draws with ASCII alone."""

    ascii: bool = False

    def stance(self, stance: Stance) -> Sign:
        return Sign(_TEXTS[stance], STYLES[stance])

    def status(self, status: Status) -> str:
        """Return the shape that goes before a status."""
        return self.plain(_STATUS.get(status, " "))

    def plain(self, shape: str) -> str:
        """Return a shape, or what stands for it where only ASCII is drawn."""
        return _PLAIN.get(shape, shape) if self.ascii else shape

    def news(self, what: News | None) -> str:
        """Say what is news in a reading: new here ``*``, moved ``▸``, said again ``=``, or nothing."""
        return self.plain(_NEWS[what]) if what else ""

    def score(self, score: int | None, moved: int | None = None) -> str:
        """Return a score of two cells or, where it moved, from where to where: ``+2▸-1``."""
        if score is None or not moved:
            return f"{marks.signed(score):>2}"
        return f"{marks.signed(score - moved)}{self.plain('▸')}{marks.signed(score)}"

    def mark(self, reading: Reading, *, derived: bool = False) -> str:
        """Return whose word it is, or that it is contested; then what is possible since, and that it is reviewed.

        What is ``derived`` (overdue) is nobody's word.
        """
        whose = "" if derived else marks.letter(reading)
        first = marks.CONTESTED if reading.contested else whose or " "
        since = marks.POSSIBLE if reading.possibly else ""
        return f"{first}{since}{self.plain(REVIEWED) if reading.reviewed else ''}"


def status_word(status: Status, *, overdue: bool = False) -> str:
    """Return a status in at most twelve cells."""
    return OVERDUE.upper() if overdue else _SHORT.get(status, status.value)


def in_capitals(state: str) -> str:
    """Return where a promise past its day stands with ``OVERDUE`` in capitals: ``OVERDUE, partly kept``."""
    return state.replace(OVERDUE, OVERDUE.upper())


def status_words(statuses: Iterable[Status], width: int) -> str:
    """Return what each account has, ``kept/promised``; the longest give way where they do not fit: ``promis.``."""
    words = list(dict.fromkeys(map(status_word, statuses)))
    while len("/".join(words)) > width and max(map(len, words)) > 2:
        longest = max(range(len(words)), key=lambda each: len(words[each]))
        words[longest] = f"{words[longest].rstrip('.')[:-1]}."
    return cut("/".join(words), width).rstrip()


def cut(text: str, width: int) -> str:
    """Cut a plain text to so many cells, with two dots where something is missing, and pad it."""
    from rich.cells import cell_len, set_cell_size

    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, max(width - len(CUT), 0)) + CUT[: max(width, 0)]
