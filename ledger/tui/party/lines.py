"""A party's page as lines under headings, each with how many; no widgets."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from textual.content import Content

from ledger.domain.readings import Reading
from ledger.domain.records import Item
from ledger.domain.register import Register
from ledger.formats.marks import grade, in_words, mark_words, whose
from ledger.services.entry_states import EntryAtPoint
from ledger.services.partying import Move, PartyPage, Voice
from ledger.tui.inbox.lines import promise
from ledger.tui.lines_screen import Line, heading
from ledger.tui.messages import JumpTo
from ledger.tui.safe import content, plain

HELD, MOVED, ITEM, PERSON, SILENT, SETTLED = "stance", "move", "item", "word", "silence", "settled promise"
MOST = 6
"""What one person said, as far as it stands here; the newest first."""


def lines_of(page: PartyPage, known: Register) -> list[Line]:
    """Return its sections."""
    items = known.items
    held = [(item, reading) for item, reading in page.held if item.key not in page.line.silent_on]
    silent = [(item, reading) for item, reading in page.held if item.key in page.line.silent_on]
    alone = [items[key] for key in page.line.alone_on if key in items]
    words = sum(len(voice.told) for voice in page.voices)
    party = page.party.key
    return [
        heading("Stances held", len(held)),
        *(_held(item, reading, party) for item, reading in held),
        heading("Moved", len(page.moves)),
        *(_move(move, known) for move in page.moves),
        heading("Alone on", len(alone)),
        *_items(alone, party, "alone"),
        heading("Silent on, as reported", len(silent)),
        *(replace(_held(item, reading, party), group=SILENT) for item, reading in silent),
        heading("Not in the reports we have, of what is open", len(page.unreported), "s stance"),
        *_items(page.unreported, party, "unreported"),
        heading("Promises owed", len(page.owed), "k kept"),
        *map(promise, page.owed),
        heading("Promises settled", len(page.settled)),
        *(replace(promise(line), group=SETTLED) for line in page.settled),
        heading("Said by its persons", words),
        *(line for voice in page.voices for line in _voice(voice)),
    ]


def _held(item: Item, reading: Reading, party: str) -> Line:
    sure = f" {said}" if (said := mark_words(reading)) else ""
    when = f"  {plain(reading.round or str(reading.held))}, {grade(reading)}, {whose(reading)}".rstrip(", ")
    reviewed = ", reviewed" if reading.reviewed else ""
    text = Content.assemble(
        content(item.title), f"  {in_words(reading)}", (sure, "bold $accent"), (f"{when}{reviewed}", "$quiet")
    )
    name = f"held:{item.key}"
    return Line(HELD, name, text, JumpTo("cell", item.key, party), item.key, party, reading)


def _move(move: Move, known: Register) -> Line:
    change = move.change
    item = known.items[change.item]
    before, after = (_side(side) for side in (change.before, change.after))
    by_one = ", by one account" if change.contested else ""
    near = "".join(
        f", {where} {', '.join(plain(known.parties[key].name) for key in parties)}"
        for where, parties in (("nearer to", change.toward), ("further from", change.away))
        if parties
    )
    verbs = " ".join(verb.value for verb in change.verbs)
    text = Content.assemble(
        (f"{plain(move.by.key)}  ", "bold"),
        content(item.title),
        f"  {before} -> {after}",
        (f"  {verbs}{by_one}{near}", "$quiet"),
    )
    name = f"moved:{move.by.key}:{item.key}"
    return Line(MOVED, name, text, JumpTo("cell", item.key, change.party), item.key, change.party)


def _side(side: object) -> str:
    return in_words(side) if isinstance(side, Reading) else "nothing"


def _items(items: Iterable[Item], party: str, group: str) -> Iterator[Line]:
    for item in items:
        yield Line(ITEM, f"{group}:{item.key}", content(item.title), JumpTo("cell", item.key, party), item.key, party)


def _voice(voice: Voice) -> Iterator[Line]:
    person = voice.person
    offices = "; ".join(office.office for office in person.offices)
    yield Line(
        PERSON, "", Content.assemble(("  ", ""), (plain(person.name), "bold"), (f"  {plain(offices)}", "$quiet"))
    )
    yield from map(_told, voice.told[:MOST])
    if len(voice.told) > MOST:
        yield Line(
            PERSON,
            "",
            Content.styled(f"    and {len(voice.told) - MOST} more: posl show person:{person.key}", "$quiet"),
        )


def _told(told: EntryAtPoint) -> Line:
    said = told.entry.said
    values = said.values()
    words = values.get("summary") or values.get("text") or values.get("title") or values.get("stance") or ""
    text = Content.assemble((f"  {told.entry.held}  ", "$quiet"), content(words))
    cell = said.cell
    return Line(PERSON, f"said:{told.entry.id}", text, JumpTo("entry", str(told.entry.id)), cell.item, cell.party)
