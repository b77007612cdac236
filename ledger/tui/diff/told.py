"""A change in words: both sides with their citations, and changed wording word by word."""

from collections.abc import Iterator, Mapping
from enum import Enum

from textual.content import Content

from ledger.domain.diff import Cause, Change, StatusSide, Verb
from ledger.domain.entries import STATEMENTS, Counts
from ledger.domain.frame import Frame
from ledger.domain.readings import Reading
from ledger.domain.records import Source
from ledger.domain.wording import Piece, phrase_diff
from ledger.tui.diff.lines import ARROW, sides, step_text
from ledger.tui.glyphs import Glyphs
from ledger.tui.reading_text import citation, reading_lines
from ledger.tui.safe import content, plain

_STYLES = {Piece.same: "", Piece.gone: "strike $accent", Piece.new: "bold underline $primary"}
_MARKS = {Piece.same: ("", ""), Piece.gone: ("[-", "-]"), Piece.new: ("{+", "+}")}


def change_text(change: Change, frame: Frame, signs: Glyphs, sources: Mapping[str, Source]) -> Content:
    """Return all of a change: what and who, its cause, the wording, then either side."""
    item = frame.items.get(change.item)
    party = frame.parties.get(change.party or "")
    lines = [
        Content.styled(plain(item.title if item else change.item), "bold $primary"),
        Content.assemble(
            (plain(party.name if party else "status"), "bold"), "  ", f"{change.verb.value}  ", sides(change, signs)
        ),
        content(_cause(change), "$quiet"),
        *_wording(change),
    ]
    before, after = _reading(change.before), _reading(change.after)
    if after is not None:
        lines += [*_heading("After"), *reading_lines(after, signs, item, sources)]
    if change.via:
        lines += [*_heading("On the way"), *_way(change, signs, sources)]
    if before is not None and not _same_entry(change):
        lines += [*_heading("Before"), *reading_lines(before, signs, item, sources)]
    return Content("\n").join(lines)


def _heading(text: str) -> list[Content]:
    return [Content(""), Content.styled(text, "bold $primary")]


def _way(change: Change, signs: Glyphs, sources: Mapping[str, Source]) -> Iterator[Content]:
    """Yield what counted for a while, the last first: since when, by which entry, on whose word."""
    for step in reversed(change.via):
        numbered = (f"  entry {step.entry}", "$quiet")
        yield Content.assemble(step_text(change, step, signs), f"  {step.held}", numbered)
        yield from (citation(cited, sources) for cited in step.citations)


def _cause(change: Change) -> str:
    """Return who did it. An item is moved by nobody alone; a promise falls overdue because time passes."""
    if change.cause is Cause.corrected:
        return "we did: what we know was corrected"
    if change.verb is Verb.overdue:
        return "its day has passed, and no report says that it was done"
    return "the party did" if change.party else "it happened between the two points"


def _reading(side: Reading | StatusSide | None) -> Reading | None:
    return side.rests_on if isinstance(side, StatusSide) else side


def _same_entry(change: Change) -> bool:
    before, after = _reading(change.before), _reading(change.after)
    return before is not None and after is not None and before.entry == after.entry


def _wording(change: Change) -> list[Content]:
    """Return what differs of a stance put otherwise, as a diff on the command line says it: words marked, numbers."""
    before, after = _reading(change.before), _reading(change.after)
    if change.verb is not Verb.reworded or before is None or after is None:
        return []
    statement = STATEMENTS[after.kind]
    weights = (Counts.wording, Counts.remark) if change.cause is Cause.corrected else (Counts.wording,)
    names = [name for weight in weights for name in statement.counting(weight)]
    found: list[Content] = []
    for name in names:
        old, new = before.values.get(name), after.values.get(name)
        if old != new:
            found += [Content(""), Content.assemble((f"{name.replace('_', ' ')}: ", "$quiet"), *_changed(old, new))]
    return found


def _changed(old: object, new: object) -> list[Content]:
    if any(isinstance(value, str) and not isinstance(value, Enum) for value in (old, new)):
        return [_piece(piece, text) for piece, text in phrase_diff(str(old or ""), str(new or ""))]
    return [content(f"{'none' if old is None else old} {ARROW} {'none' if new is None else new}")]


def _piece(piece: Piece, text: str) -> Content:
    opened, closed = _MARKS[piece]
    return content(f"{opened}{text}{closed}", _STYLES[piece])
