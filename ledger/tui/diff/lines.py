"""A diff as lines of a list: grouped by item, weightiest first, then what did not change and what is due."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from textual.content import Content

from ledger.domain.diff import Change, Diff, Passed, SpreadChange, StatusSide
from ledger.domain.frame import Frame
from ledger.domain.naming import names_of
from ledger.domain.readings import Reading
from ledger.domain.words import Stance, Status
from ledger.tui.glyphs import Glyphs
from ledger.tui.reading_text import stance_text, word_text
from ledger.tui.safe import content, plain
from ledger.tui.terms import Facts, Wanted

ARROW = "->"
MARGIN, WHO, VERB = 2, 5, 14
TERMS = ("cause", "item", "party", "verb")


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
    """Return the lines, only those that a filter wants, under their headings."""
    wanted = Wanted.typed(typed, TERMS)
    found: list[Line] = []
    for title, body in _sections(diff, frame, signs):
        kept = [line for line in body if not wanted or _matches(wanted, title, line, frame)]
        if kept:
            found += [Line(title), *kept]
    return found


def _matches(wanted: Wanted, title: Content, line: Line, frame: Frame) -> bool:
    facts = _facts(line, frame)
    named = (name for names in facts.values() for name in names if name)
    return wanted.found(lambda: " ".join([title.plain, line.text.plain, *named]), lambda: facts)


def _facts(line: Line, frame: Frame) -> Facts:
    change = line.change
    party = frame.parties.get(change.party or "") if change else None
    return {
        "item": [line.item, _title(line.item, frame)] if line.item else [],
        "party": names_of(party) if party else [],
        "verb": [change.verb.value] if change else [],
        "cause": [change.cause.value] if change else [],
    }


def _sections(diff: Diff, frame: Frame, signs: Glyphs) -> Iterator[tuple[Content, list[Line]]]:
    for item in dict.fromkeys(change.item for change in diff.changes):
        changes = [change for change in diff.changes if change.item == item]
        lines = [Line(_change(change, frame, signs), change, item) for change in changes]
        yield _heading(_title(item, frame)), [*lines, *(_gap(each) for each in diff.spread if each.item == item)]
    due = [each for each in diff.commitments if each.state in {"promised", "partly-kept", "overdue"}]
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


def _gap(each: SpreadChange) -> Line:
    """How far apart the principals are; it follows from the stances above it."""
    said = f"  {'gap':<{WHO}}{each.verb:<{VERB}}{each.before} {ARROW} {each.after} between principals"
    return Line(Content.styled(said, "$quiet"), None, each.item)


def _change(change: Change, frame: Frame, signs: Glyphs) -> Content:
    party = frame.parties.get(change.party or "")
    who = (party.code if party else plain(change.party or "")) or "item"
    ours = "  (corrected)" if change.cause == "corrected" else ""
    return Content.assemble(
        f"  {plain(who):<{WHO}}", (f"{change.verb.value:<{VERB}}", "bold"), sides(change, signs), (ours, "$accent")
    )


def sides(change: Change, signs: Glyphs) -> Content:
    """Return before → what it was on the way, with its day → after; or the one side there is, or only what stays."""
    before, after = (_side(side, signs) for side in (change.before, change.after))
    on_the_way = [Content.assemble(step_text(change, step, signs), f" ({step.held})") for step in change.via]
    if not on_the_way and before is not None and after is not None and before.plain == after.plain:
        return after
    return Content(f" {ARROW} ").join([side for side in (before, *on_the_way, after) if side is not None])


def step_text(change: Change, step: Passed, signs: Glyphs) -> Content:
    """Return the stance, or without a party the status, of a step on a change's way, with its sign."""
    return word_text(Stance(step.word) if change.party else Status(step.word), signs)


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
