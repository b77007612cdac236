"""A change in words: both sides with their citations, and changed wording word by word."""

from collections.abc import Mapping

from textual.content import Content

from ledger.domain.diff import Change, StatusSide
from ledger.domain.entries import STATEMENTS, Counts
from ledger.domain.frame import Frame
from ledger.domain.readings import Reading
from ledger.domain.records import Source
from ledger.domain.wording import Piece, phrase_diff
from ledger.tui.diff.lines import sides
from ledger.tui.glyphs import Glyphs
from ledger.tui.reading_text import reading_lines
from ledger.tui.safe import content, plain

_STYLES = {Piece.same: "", Piece.gone: "strike $accent", Piece.new: "bold underline $primary"}
_MARKS = {Piece.same: ("", ""), Piece.gone: ("[-", "-]"), Piece.new: ("{+", "+}")}


def change_text(change: Change, frame: Frame, signs: Glyphs, sources: Mapping[str, Source]) -> Content:
    """Return all of a change: what and who, its cause, the wording, then either side."""
    item = frame.items.get(change.item)
    party = frame.parties.get(change.party or "")
    cause = "the party moved" if change.cause == "moved" else "our knowledge was corrected"
    lines = [
        Content.styled(plain(item.title if item else change.item), "bold $primary"),
        Content.assemble(
            (plain(party.name if party else "status"), "bold"), "  ", f"{change.verb.value}  ", sides(change, signs)
        ),
        content(cause, "$quiet"),
        *_wording(change),
    ]
    for name, side in (("After", change.after), ("Before", change.before)):
        reading = side.rests_on if isinstance(side, StatusSide) else side
        if reading is not None and not (name == "Before" and _same_entry(change)):
            lines += [Content(""), Content.styled(name, "bold $primary"), *reading_lines(reading, signs, item, sources)]
    return Content("\n").join(lines)


def _reading(side: Reading | StatusSide | None) -> Reading | None:
    return side.rests_on if isinstance(side, StatusSide) else side


def _same_entry(change: Change) -> bool:
    before, after = _reading(change.before), _reading(change.after)
    return before is not None and after is not None and before.entry == after.entry


def _wording(change: Change) -> list[Content]:
    """Return the text fields that differ, with what went and what came marked."""
    before, after = _reading(change.before), _reading(change.after)
    if before is None or after is None or before.entry == after.entry:
        return []
    statement = STATEMENTS[after.kind]
    weights = (Counts.wording, Counts.remark) if change.cause == "corrected" else (Counts.wording,)
    names = [name for weight in weights for name in statement.counting(weight)]
    found: list[Content] = []
    for name in names:
        old, new = before.values.get(name), after.values.get(name)
        if isinstance(old, str) and isinstance(new, str) and old != new:
            pieces = [_piece(piece, text) for piece, text in phrase_diff(old, new)]
            found += [Content(""), Content.assemble((f"{name}: ", "$quiet"), *pieces)]
    return found


def _piece(piece: Piece, text: str) -> Content:
    opened, closed = _MARKS[piece]
    return content(f"{opened}{text}{closed}", _STYLES[piece])
