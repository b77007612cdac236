"""A party's page as lines under headings, each with how many; no widgets."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from textual.content import Content

from ledger.domain.blocs import Besides
from ledger.domain.readings import Reading
from ledger.domain.records import Item
from ledger.domain.register import Register
from ledger.formats.marks import grade, in_words, mark_words, of_itself, whose
from ledger.services.entry_states import EntryAtPoint
from ledger.services.partying import Move, OfficeHolder, PartyPage
from ledger.tui.chooser import Choice
from ledger.tui.counts import Members
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
        *([heading("On its behalf, not its own word", len(page.besides))] if page.besides else []),
        *(_beside(each, known) for each in page.besides),
        heading("Moved", len(page.moves)),
        *(_move(move, known) for move in page.moves),
        heading("Alone on", len(alone)),
        *_items(alone, party, "alone"),
        heading("Silent on, as reported", len(silent)),
        *(replace(_held(item, reading, party), group=SILENT) for item, reading in silent),
        heading("Not in the reports we have, of what is open", len(page.unreported), "s stance"),
        *_items(page.unreported, party, "unreported"),
        *_uncounted(page.uncounted, party),
        heading("Promises owed", len(page.owed), "k kept"),
        *map(promise, page.owed),
        heading("Promises settled", len(page.settled)),
        *(replace(promise(line), group=SETTLED) for line in page.settled),
        heading("Said by its persons", words, counts=_all_said(page.voices, words, items)),
        *(line for voice in page.voices for line in _voice(voice, items)),
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


def _beside(each: Besides, known: Register) -> Line:
    """What somebody, a bloc mostly, holds for the party, and what is told of itself, where that is another."""
    by = known.parties[each.said.by].name
    own = f"  {of_itself(each.own)}: {in_words(each.own)}" if each.own is not None and each.dissent else ""
    text = Content.assemble(
        content(each.item.title), f"  {plain(by)}: {in_words(each.said.reading)}", (own, "bold $accent")
    )
    name = f"beside:{each.said.by}:{each.item.key}"
    return Line(ITEM, name, text, JumpTo("cell", each.item.key, each.said.by), each.item.key, each.said.by)


def _move(move: Move, known: Register) -> Line:
    change = move.change
    item = known.items[change.item]
    before, after = (_side(side) for side in (change.before, change.after))
    by_one = ", by one account" if change.contested else ""
    near = "".join(
        f", {where} {', '.join(plain(known.parties[key].name) for key in parties)}"
        for where, parties in (("towards", change.nearer_to), ("away from", change.further_from))
        if parties
    )
    verbs = " ".join(verb.value for verb in change.verbs)
    text = Content.assemble(
        (f"{'inside ' if move.inside else ''}{plain(move.by.key)}  ", "bold"),
        content(item.title),
        f"  {before} -> {after}",
        (f"  {verbs}{by_one}{near}", "$quiet"),
    )
    entry = change.after.entry if isinstance(change.after, Reading) else ""
    name = f"moved:{move.by.key}:{item.key}:{entry}"
    return Line(MOVED, name, text, JumpTo("cell", item.key, change.party), item.key, change.party)


def _side(side: object) -> str:
    return in_words(side) if isinstance(side, Reading) else "nothing"


def _items(items: Iterable[Item], party: str, group: str) -> Iterator[Line]:
    for item in items:
        yield Line(ITEM, f"{group}:{item.key}", content(item.title), JumpTo("cell", item.key, party), item.key, party)


def _uncounted(items: Sequence[Item], party: str) -> Iterator[Line]:
    """Of these items it cannot be said that the reports hold nothing of it; there is a heading where there are any."""
    if items:
        yield heading("Recorded, but none that counts, of what is open", len(items), "s stance")
        yield from _items(items, party, "uncounted")


def _all_said(voices: Sequence[OfficeHolder], words: int, items: Mapping[str, Item]) -> Members:
    """Return all that its persons said, also what does not stand on the page."""

    def members() -> list[Choice[JumpTo]]:
        told = [(voice.person, each) for voice in voices for each in voice.told]
        return [Choice(JumpTo("entry", str(each.entry.id)), _words(each, items), plain(who.name)) for who, each in told]

    return Members(f"Said by its persons: {words}", members)


def _voice(voice: OfficeHolder, items: Mapping[str, Item]) -> Iterator[Line]:
    person = voice.person
    offices = "; ".join(office.office for office in person.offices)
    name = Content.assemble(("  ", ""), (plain(person.name), "bold"), (f"  {plain(offices)}", "$quiet"))
    yield Line(PERSON, "", name)
    yield from (_told(each, items) for each in voice.told[:MOST])
    if len(voice.told) > MOST:
        more = f"    and {len(voice.told) - MOST} more: posl show person:{person.key}"
        yield Line(PERSON, "", Content.styled(more, "$quiet"))


def _words(told: EntryAtPoint, items: Mapping[str, Item]) -> str:
    """Return what was said; of an entry without words of its own, on what it is and the stance or status."""
    values, cell = told.entry.said.values(), told.entry.said.cell
    if said := values.get("summary") or values.get("text") or values.get("title"):
        return str(said)
    item = items.get(cell.item or "")
    return f"{f'{item.title}: ' if item else ''}{values.get('stance') or values.get('status') or ''}"


def _told(told: EntryAtPoint, items: Mapping[str, Item]) -> Line:
    text = Content.assemble((f"  {told.entry.held}  ", "$quiet"), content(_words(told, items)))
    cell = told.entry.said.cell
    return Line(PERSON, f"said:{told.entry.id}", text, JumpTo("entry", str(told.entry.id)), cell.item, cell.party)
