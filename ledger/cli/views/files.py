"""What changed between two ledger files, for people who look at it in git."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ledger.cli.views.records import changeset_lines
from ledger.domain.text import safe

if TYPE_CHECKING:
    from ledger.storage.database import Store


def file_diff_text(name: str, before: "Store | None", after: "Store | None", width: int) -> str:
    """Return the acts that one file has and the other has not, and what they changed in the readings."""
    return "\n".join(_lines(name, before, after, width))


def _lines(name: str, before: "Store | None", after: "Store | None", width: int) -> Iterator[str]:
    from ledger.services import meeting

    met = meeting.met(before, after)
    yield f"ledger {safe(name)}: @{met.parted} in both, {met.lost} gone, {met.new} new"
    for sign, store in (("-", before), ("+", after)):
        for done in meeting.acts(store, met.parted) if store is not None else ():
            yield from (f"{sign} {line}" for line in changeset_lines(done, width - 2))
    if after is not None and met.new and met.parted:
        yield ""
        yield _readings(after, met.parted, width)


def _readings(after: "Store", parted: int, width: int) -> str:
    from ledger.cli.views.note import note_text
    from ledger.services.comparing import compare
    from ledger.services.note import note_of

    return note_text(note_of(after, compare(after, f"@{parted}", "now", told=True), brief=True, whole=True), width)
