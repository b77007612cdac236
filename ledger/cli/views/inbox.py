"""What waits, for people under headings with their counts, for programs as lists."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ledger.cli.views.grids import wrapped
from ledger.domain.checklist import due_days
from ledger.domain.planning.statements import describe
from ledger.domain.text import safe
from ledger.formats import json_out, marks
from ledger.formats.json_out import JsonDocument
from ledger.services.earlier_editions import WITHDRAWN
from ledger.services.inbox import ContestedCell, Inbox
from ledger.services.listed import ListedItem
from ledger.services.outweighed import OUTWEIGHED, OutweighedEntry
from ledger.services.reviewing import Waiting
from ledger.storage.changesets import Changeset


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading, how many stand under it, the lines of the first of them, and what lists or settles them."""

    title: str
    count: int
    lines: Iterator[str]
    how: str


def inbox_text(found: Inbox, most: int, width: int) -> str:
    """Return the headings with their counts; of each the first ``most`` lines."""
    return "\n".join(line for heading in _headings(found) for line in _written(heading, most, width))


def _written(heading: _Heading, most: int, width: int) -> Iterator[str]:
    how = f"  ({heading.how})" if heading.count else ""
    yield from wrapped(f"{heading.title}: {heading.count:,}{how}", width, "  ")
    shown = list(islice(heading.lines, most))
    for line in shown:
        yield from (f"  {part}" for part in wrapped(line, width - 2, "  "))
    if shown and heading.count > most:
        yield f"  and {heading.count - most:,} more"


def _headings(found: Inbox) -> Iterator[_Heading]:
    yield _Heading("Overdue today", len(found.overdue), map(_promise, found.overdue), "posl list commitments --overdue")
    yield _Heading("Due within 14 days", len(found.due), map(_promise, found.due), "posl list commitments")
    yield _Heading("Contested", len(found.contested), map(_contest, found.contested), "posl settle ITEM PARTY --help")
    outweighed = map(_outweighed, found.outweighed)
    yield _Heading(OUTWEIGHED, len(found.outweighed), outweighed, "each with what brings it back")
    yield _Heading("Entries to review", found.waiting, map(_waiting, found.unreviewed), "posl review list")
    if found.proposed:  # nobody has to use proposals: no heading with 0
        yield _Heading("Proposals to review", found.proposed, iter(()), "posl review list --proposed")
    quotes = (safe(f"{each.of}: {each.message}; {each.mend}") for each in found.unfound)
    yield _Heading("Quotes and places not found", len(found.unfound), quotes, "posl verify")
    gone = (safe(f"{each.of}: {each.message}; {each.mend}") for each in found.withdrawn)
    yield _Heading(WITHDRAWN, len(found.withdrawn), gone, "correct, retract, or keep")
    since = f", not spoken of since {safe(found.since.key)} began" if found.since else ""
    yield _Heading(f"Stale{since}", len(found.stale), map(_stale, found.stale), "posl list items --stale DAYS")
    seen = f" since @{found.seen}, which {safe(found.author)} had seen" if found.seen is not None else ""
    hint = "posl diff @last-look; posl seen" if found.seen is not None else "posl seen says that you have seen it"
    yield _Heading(f"Recorded by others{seen}", len(found.news), map(_news, found.news), hint)


def _promise(line: ListedItem) -> str:
    return safe(f"{line.item.key}: {line.item.title}{_due(line)}, {marks.state(line.row)}")


def _due(line: ListedItem) -> str:
    """Return when it is due, no more exactly than promised: ``2026-02-12/2026-02-19~``; of a round, with its day."""
    if line.due is None:
        return ""
    said = line.item.due if due_days(line.item.due) else f"{line.item.due} ({line.due})"
    return f", due {said}"


def _contest(cell: ContestedCell) -> str:
    told = " against ".join(
        f"{each.word} by entry {each.entry} ({marks.grade(each)})" for each in cell.reading.accounts
    )
    return safe(f"{cell.item}{f' × {cell.party}' if cell.party else ''}: {told}")


def _outweighed(each: OutweighedEntry) -> str:
    kept = f"entry {each.kept.id} ({describe(each.kept)}), {each.became}"
    return safe(f"entry {each.entry.id} ({describe(each.entry)}), outweighed by {kept}; {each.mend}")


def _waiting(each: Waiting) -> str:
    said = each.entry.said
    told = (getattr(said, name, None) for name in ("stance", "status", "title", "text"))
    word = ", ".join(filter(None, (next((str(value) for value in told if value), ""), marks.figures(said))))
    return safe(f"entry {each.entry.id}: {getattr(said, 'by', None) or said.cell}: {word} [{each.source}]")


def _stale(line: ListedItem) -> str:
    last = f"last said of by {line.confirmed}" if line.confirmed else "no account"
    return safe(f"{line.item.key}: {line.item.title}, {last}")


def _news(each: Changeset) -> str:
    said = f": {each.header.message}" if each.header.message else ""
    return safe(f"@{each.number} {each.header.recorded_at} {each.header.by}{said}")


def inbox_document(found: Inbox) -> JsonDocument:
    """Return it for scripts: a list a heading, and how many there are of each."""
    lists: dict[str, Sequence[JsonDocument]] = {
        "overdue": [_promised(line) for line in found.overdue],
        "due": [_promised(line) for line in found.due],
        "contested": list(map(_contested, found.contested)),
        "outweighed": list(map(_taken_back, found.outweighed)),
        "unreviewed": [{"source": each.source, **json_out.entry(each.entry)} for each in found.unreviewed],
        "unfound": [each.model_dump(mode="json") for each in found.unfound],
        "withdrawn": [each.model_dump(mode="json") for each in found.withdrawn],
        "stale": [
            {"item": line.item.key, "title": line.item.title, "confirmed": _day(line.confirmed)} for line in found.stale
        ],
        "news": [
            {
                "changeset": each.number,
                "author": each.header.author,
                "recorded_at": each.header.recorded_at,
                "message": each.header.message,
            }
            for each in found.news
        ],
    }
    counts = {name: len(rows) for name, rows in lists.items()} | {
        "unreviewed": found.waiting,
        "proposed": found.proposed,
    }
    since = found.since.key if found.since else None
    told = {"author": found.author, "counts": counts, "since": since, "seen": found.seen}
    return json_out.document("inbox", point=json_out.point(found.point), **told, **lists)


def _contested(cell: ContestedCell) -> JsonDocument:
    accounts = [json_out.account(each) for each in cell.reading.accounts]
    return {"item": cell.item, "party": cell.party, "accounts": accounts}


def _taken_back(each: OutweighedEntry) -> JsonDocument:
    moved = {"item": each.moved.item, "party": each.moved.party} if each.moved else None
    return {
        "item": each.item,
        "party": each.party,
        "taken_back": json_out.entry(each.entry),
        "kept": json_out.entry(each.kept),
        "state": each.state.value,
        "by": each.by,
        "moved": moved,
        "changeset": each.changeset,
        "reason": each.reason,
        "mend": each.mend,
    }


def _promised(line: ListedItem) -> JsonDocument:
    return {
        "item": line.item.key,
        "title": line.item.title,
        "status": line.row.status.value,
        "due": line.item.due,
        "day": _day(line.due),
    }


def _day(value: object) -> str | None:
    return str(value) if value is not None else None
