"""An entry as it stands at a point, in words: the reading's own words, and what became of it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.content import Content

from ledger.domain.readings import Reading
from ledger.domain.records import Item, Source
from ledger.domain.words import Verdict
from ledger.tui.glyphs import Glyphs
from ledger.tui.reading_text import reading_lines
from ledger.tui.safe import content

if TYPE_CHECKING:
    from ledger.services.showing import Told


def reading_of(told: "Told") -> Reading:
    """Return an entry in the shape in which readings are shown, whether it is the one that counts or not."""
    entry = told.entry
    return Reading(
        entry=entry.id,
        kind=entry.kind,
        item=getattr(entry.said, "item", ""),
        party=getattr(entry.said, "party", None),
        held=entry.held,
        round=entry.said.round,
        changeset=entry.changeset,
        values=entry.said.values(),
        evidence=told.evidence,
        contested=False,
        reviewed=told.verdict is not None and told.verdict.verdict is Verdict.accepted,
        sure=told.sure,
    )


def _gone(told: "Told") -> str:
    """Say what became of an entry that does not count."""
    if told.by is None:
        return f"{told.state.value} by {', '.join(each.reviewer for each in told.verdicts)}: it counts nowhere"
    return f"{told.state.value} by {told.by}{f': {told.reason}' if told.reason else ''}"


def told_text(told: "Told", signs: Glyphs, item: Item, sources: Mapping[str, Source]) -> Content:
    """Return an entry in words; what no longer stands says so first."""
    from ledger.services.showing import State

    lines = reading_lines(reading_of(told), signs, item, sources)
    if not told.stands:
        lines.insert(0, content(_gone(told), "bold $accent"))
    elif told.state is State.counts:
        lines.insert(0, Content.styled("counts here", "bold $primary"))
    if told.rivals:
        lines.append(Content.styled(f"! against entry {', '.join(map(str, told.rivals))}", "bold $accent"))
    return Content("\n").join(lines)
