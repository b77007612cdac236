"""A diff as lines of a list: grouped by item, weightiest first, then what did not change and what is due."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from textual.content import Content

from ledger.domain.diff import Change, Diff, StatusSide
from ledger.domain.frame import Frame
from ledger.domain.readings import Reading
from ledger.domain.text import fold
from ledger.tui.glyphs import Glyphs
from ledger.tui.reading_text import stance_text
from ledger.tui.safe import content, plain

ARROW = "->"
MARGIN, WHO, VERB = 2, 5, 14


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list. One without a change is a heading (no item either) or names an item that did not change."""

    text: Content
    change: Change | None = None
    item: str | None = None

    @property
    def indent(self) -> int:
        """Where its words begin."""
        return MARGIN + WHO + VERB if self.change else 0 if self.is_heading else 2 * MARGIN

    @property
    def is_heading(self) -> bool:
        """Whether it only heads what follows."""
        return self.change is None and self.item is None


def lines_of(diff: Diff, frame: Frame, signs: Glyphs, typed: str = "") -> list[Line]:
    """Return the lines, only those in which every typed word stands."""
    words = fold(typed).split()
    found: list[Line] = []
    for title, body in _sections(diff, frame, signs):
        kept = [line for line in body if _matches(words, f"{title.plain} {line.text.plain} {_named(line)}")]
        if kept:
            found += [Line(title), *kept]
    return found


def _matches(words: list[str], text: str) -> bool:
    folded = fold(text)
    return all(word in folded for word in words)


def _named(line: Line) -> str:
    change = line.change
    return f"{change.item} {change.party or ''} {change.verb} {change.cause}" if change else line.item or ""


def _sections(diff: Diff, frame: Frame, signs: Glyphs) -> Iterator[tuple[Content, list[Line]]]:
    for item in dict.fromkeys(change.item for change in diff.changes):
        changes = [change for change in diff.changes if change.item == item]
        yield _heading(_title(item, frame)), [Line(_change(change, frame, signs), change, item) for change in changes]
    due = [each for each in diff.commitments if each.state in {"promised", "overdue"}]
    yield _heading("Due"), [_plain_line(e.item, f"{e.state}{f', due {e.due}' if e.due else ''}", frame) for e in due]
    yield (
        _heading("Apart, and did not move"),
        [_plain_line(each.item, f"gap {each.spread}, {each.status.value}", frame) for each in diff.still],
    )
    yield (
        _heading("Nobody talked about"),
        [_plain_line(each.item, each.status.value, frame) for each in diff.silence],
    )


def _heading(text: str) -> Content:
    return Content.styled(plain(text), "bold $primary")


def _title(item: str, frame: Frame) -> str:
    known = frame.items.get(item)
    return known.title if known else item


def _plain_line(item: str, said: str, frame: Frame) -> Line:
    return Line(Content.assemble("  ", content(_title(item, frame)), ("  " + plain(said), "$quiet")), None, item)


def _change(change: Change, frame: Frame, signs: Glyphs) -> Content:
    party = frame.parties.get(change.party or "")
    who = (party.code if party else plain(change.party or "")) or "item"
    ours = "  (corrected)" if change.cause == "corrected" else ""
    return Content.assemble(
        f"  {plain(who):<{WHO}}", (f"{change.verb.value:<{VERB}}", "bold"), sides(change, signs), (ours, "$accent")
    )


def sides(change: Change, signs: Glyphs) -> Content:
    """Return before → after, or the one side there is, or only what stays."""
    before, after = (_side(side, signs) for side in (change.before, change.after))
    if before is None or after is None or before.plain == after.plain:
        return after or before or Content("")
    return Content.assemble(before, f" {ARROW} ", after)


def _side(side: Reading | StatusSide | None, signs: Glyphs) -> Content | None:
    if side is None:
        return None
    return content(side.state) if isinstance(side, StatusSide) else stance_text(side, signs)


def counted(changes: Iterable[Change]) -> str:
    """Return how many changes are the parties' and how many ours."""
    found = list(changes)
    ours = sum(change.cause == "corrected" for change in found)
    many = "change" if len(found) == 1 else "changes"
    return f"{len(found)} {many}" + (f", {ours} of them ours: corrected" if ours else "")
