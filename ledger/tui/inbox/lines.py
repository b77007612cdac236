"""What waits as lines under their headings: where each leads, which cell it is of; no widgets."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from textual.content import Content

from ledger.domain.entries import Entry
from ledger.domain.register import Register
from ledger.formats import marks
from ledger.formats.marks import grade, in_words, signed
from ledger.services.earlier_editions import WITHDRAWN
from ledger.services.inbox import ContestedCell, Inbox
from ledger.services.listed import ListedItem
from ledger.services.note import words
from ledger.services.outweighed import OUTWEIGHED, OutweighedEntry
from ledger.services.reviewing import Waiting
from ledger.services.verifying import UnfoundQuote, WithdrawnQuote
from ledger.storage.changesets import Changeset
from ledger.tui.counts import Members
from ledger.tui.lines_screen import PROMISE, Line, heading
from ledger.tui.messages import JumpTo
from ledger.tui.review.lines import in_its_words, named_source, reading_of
from ledger.tui.safe import content, plain

TO_REVIEW, PROPOSED = "Entries to review", "Proposals to review"
FEW = 12
"""Entries that wait for review and stand here; the review has them all."""


def lines_of(found: Inbox, known: Register) -> list[Line]:
    """Return the headings, each with how many stand under it, and those."""
    reviews = f"Entries to review: {found.waiting:,}"
    proposed = f"{PROPOSED}: {found.proposed:,}"
    every = {
        TO_REVIEW: Members(reviews, lambda: "review"),
        PROPOSED: Members(proposed, lambda: "review"),
    }
    parts = (
        ("Overdue today", len(found.overdue), "k kept", map(promise, found.overdue)),
        ("Due within 14 days", len(found.due), "k kept", map(promise, found.due)),
        ("Contested", len(found.contested), "! settle", (_contest(each, known) for each in found.contested)),
        (
            OUTWEIGHED,
            len(found.outweighed),
            "! undo the settlement",
            (_outweighed(each, known) for each in found.outweighed),
        ),
        (TO_REVIEW, found.waiting, "a accept", _reviews(found, known)),
        *_proposals(found),
        ("Quotes and places not found", len(found.unfound), "c correct", map(_unfound, found.unfound)),
        (WITHDRAWN, len(found.withdrawn), "c correct, a keep", map(_withdrawn, found.withdrawn)),
        (_stale_since(found), len(found.stale), "s stance, t status", map(_stale, found.stale)),
        (_news_since(found), len(found.news), "S seen", _news(found)),
    )
    return [
        line for title, count, how, under in parts for line in (heading(title, count, how, every.get(title)), *under)
    ]


def _stale_since(found: Inbox) -> str:
    return f"Stale, not spoken of since {plain(found.since.key)} began" if found.since else "Stale"


def _news_since(found: Inbox) -> str:
    return f"Recorded by others since @{found.seen}" if found.seen is not None else "Recorded by others"


def promise(line: ListedItem) -> Line:
    """Return a promise: what it is, how it stands, when it is due, how late it was kept."""
    item, row = line.item, line.row
    due = f", {plain(words.due(item.due, {}))}" if item.due else ""
    due += marks.late(row.late)
    contested = row.status_reading is not None and row.status_reading.contested
    said = f"{marks.state(row)}{', contested' if contested else ''}"
    state = (said, "bold $accent") if row.overdue else said
    text = Content.assemble(content(item.title), ("  ", ""), state, (due, "$quiet"))
    return Line(PROMISE, f"promise:{item.key}", text, JumpTo("item", item.key), item.key, None, row.status_reading)


def _contest(cell: ContestedCell, known: Register) -> Line:
    told = " against ".join(f"{signed(each.score)} {each.word} {grade(each)}".strip() for each in cell.reading.accounts)
    where = _cell(cell.item, cell.party, known)
    to = JumpTo("cell", cell.item, cell.party)
    name = f"contested:{cell.item}:{cell.party}"
    return Line(
        "contested", name, Content.assemble(where, (f"  {plain(told)}", "$accent")), to, cell.item, cell.party,
        cell.reading,
    )  # fmt: skip


def _outweighed(each: OutweighedEntry, known: Register) -> Line:
    """Return what was taken back: of which cell, what it says, for which entry and what became of that."""
    name = f"outweighed:{each.entry.id}:{each.kept.id}"
    told = f"  entry {each.entry.id}, {_said(each.entry)}"
    kept = f", by entry {each.kept.id}, {_said(each.kept)}, {each.became}"
    text = Content.assemble(_cell(each.item, each.party, known), (plain(told), "$accent"), (plain(kept), "$quiet"))
    to = JumpTo("cell", each.item, each.party)
    return Line("outweighed", name, text, to, each.item, each.party, outweighed=each)


def _said(entry: Entry) -> str:
    """Return the word of a stance or a status, with who says so."""
    values = entry.said.values()
    return f"{values.get('stance') or values.get('status')} [{', '.join(sorted(entry.sources))}]"


def _cell(item: str, party: str | None, known: Register) -> str:
    found = known.parties.get(party or "")
    return f"{_title(item, known)}, {plain(found.name) if found else 'status'}"


def _reviews(found: Inbox, known: Register) -> Iterator[Line]:
    for each in found.unreviewed[:FEW]:
        yield _waiting(each, known)
    if found.waiting > FEW:
        text = Content.styled(f"and {found.waiting - FEW:,} more, in the review", "$quiet")
        yield Line("review", "review", text, JumpTo("waiting", ""))


def _proposals(found: Inbox) -> "Iterator[tuple[str, int, str, Iterable[Line]]]":
    """Yield the heading of what programs proposed, where they did."""
    if found.proposed:
        text = Content("what was proposed stands first in the review")
        yield PROPOSED, found.proposed, "", [Line("review", "proposals", text, JumpTo("waiting", ""))]


def _waiting(each: Waiting, known: Register) -> Line:
    said, entry = each.entry.said, each.entry
    reading = reading_of(each, known.sources)
    party = known.parties.get(said.cell.party or "")
    about = ", ".join(filter(None, (_title(said.cell.item, known), plain(party.name) if party else "")))
    word = in_words(reading) if reading.word else plain(in_its_words(entry, known))
    numbers = f", {plain(marks.figures(said))}" if said.figures else ""
    source = (f"  {named_source(each.source, known)}", "$quiet")
    text = Content.assemble(f"{about}: " if about else "", word, numbers, source)
    to = JumpTo("waiting", str(entry.id))
    cell = said.cell
    return Line("review", f"entry:{entry.id}", text, to, cell.item, cell.party, reading, entry=entry.id)


def _unfound(each: UnfoundQuote) -> Line:
    text = Content.assemble(content(f"{each.of}: {each.message}"), (f"  {plain(each.hint)}", "$quiet"))
    to = JumpTo("entry", str(each.entry)) if each.entry is not None else JumpTo("source", each.source)
    return Line("unfound", f"unfound:{each.of}:{each.quote}", text, to, unfound=each)


def _withdrawn(each: WithdrawnQuote) -> Line:
    return replace(_unfound(each), group="withdrawn", name=f"withdrawn:{each.of}:{each.quote}", entry=each.entry)


def _stale(line: ListedItem) -> Line:
    item = line.item
    last = f"last said of by {line.confirmed}" if line.confirmed else "no account that counts"
    text = Content.assemble(content(item.title), (f"  {last}", "$quiet"))
    return Line("stale", f"stale:{item.key}", text, JumpTo("item", item.key), item.key, None, line.row.status_reading)


def _news(found: Inbox) -> Iterator[Line]:
    if found.news and found.seen is not None:
        yield Line("news", "news", Content("what changed since you looked"), JumpTo("since", "@last-look"))
    for each in found.news:
        yield _changeset(each)


def _changeset(each: Changeset) -> Line:
    when = (each.header.recorded_at or "").replace("T", " ").rstrip("Z")
    said = f"  {plain(each.header.message)}" if each.header.message else ""
    text = Content.assemble(f"@{each.number}", (f"  {when}  ", "$quiet"), plain(each.header.author), said)
    return Line("news", f"@{each.number}", text, JumpTo("changeset", str(each.number)))


def _title(item: str | None, known: Register) -> str:
    found = known.items.get(item or "")
    return plain(found.title) if found else plain(item or "")
