"""What stands on the right of the item screen: overview, entries, remarks, history."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from textual.content import Content

from ledger.domain.entries import Entry
from ledger.domain.figures import FigureLine, counted
from ledger.domain.readings import Reading
from ledger.domain.records import Item, Party, Source
from ledger.domain.seed import Edit, Settlement
from ledger.domain.words import ItemKind, Role, SettlementKind
from ledger.formats import marks
from ledger.services.entry_states import EntryAtPoint
from ledger.services.history import Act, History, HistoryStep, Traced
from ledger.services.measuring import Disagreement
from ledger.services.note import words
from ledger.services.shown import ItemView, PartyOnItem, Tie
from ledger.storage.changesets import Changeset
from ledger.tui import glyphs
from ledger.tui.entry_text import COLOURS, reading_of, told_text
from ledger.tui.glyphs import Glyphs
from ledger.tui.safe import content, plain

# ----------------------------------------------------------------------------------------------------------------------
# What each changeset did with the item, newest first: entries, what became of entries, edits of the item itself.

_FIRST = frozenset({"outweighs", "comes after"})
"""How a contest ended, as the entry says that a settlement names first; the other says the same the other way round."""
_DID = {
    Act.cited: "cited in {about}",
    Act.uncited: "no longer cited in {about}",
    Act.contested: "contested by entry {other}",
    Act.settled: "{about} entry {other}",
    Act.withdrawn: "verdict taken back by {about}",
    Act.corrected: "corrected by entry {other}",
    Act.retracted: "taken back by {other}",
}


def history_lines(changesets: Iterable[Changeset], history: History) -> Iterator[Content]:
    """Yield every changeset that touched the item over what it did."""
    acts = _acts(history)
    for changeset in changesets:
        header = changeset.header
        when = plain(header.recorded_at).replace("T", " ").rstrip("Z")
        yield Content.assemble((f"@{changeset.number}", "bold $primary"), f"  {when}  {plain(header.by)}")
        if header.message:
            yield content(f"  {header.message}", "$quiet")
        yield from acts[changeset.number]


def _acts(history: History) -> Mapping[int, list[Content]]:
    found: dict[int, list[Content]] = defaultdict(list)
    found[history.entered.number].append(Content("  the item was entered"))
    for each in history.entries:
        found[each.recorded.number].append(content(f"  {_said(each.told.entry)}"))
    for each in history.entries:
        for step in _told_once(each):
            found[step.changeset.number].append(content(f"  entry {each.told.entry.id} {_did(step)}"))
    for edited in history.edits:
        found[edited.changeset.number] += [content(f"  {_edited(edit)}") for edit in edited.edits]
    return found


def _said(entry: Entry) -> str:
    said = entry.said.values()
    word = said.get("stance") or said.get("status") or said.get("title") or said.get("text", "")
    who = entry.said.cell.party or entry.kind.value
    corrects = f", corrects {entry.supersedes}" if entry.supersedes else ""
    corrects = f", says {entry.says_again} again" if entry.says_again else corrects
    after = f", after {entry.came_after}" if entry.came_after else ""
    return f"entry {entry.id}: {who} {word}, {entry.held}{corrects}{after}"


def _told_once(each: Traced) -> Iterator[HistoryStep]:
    """What was done to an entry; of what concerns two of them, each is told at one."""
    for step in each.steps:
        if step.act is Act.settled and step.about not in _FIRST and (step.other or 0) < each.told.entry.id:
            continue
        if step.act is Act.contested and (step.other or 0) < each.told.entry.id:
            continue
        yield step


def _did(step: HistoryStep) -> str:
    did = _DID.get(step.act, f"{step.act.value} by {{about}}").format(about=step.about, other=step.other)
    return f"{did}: {step.why}" if step.why else did


def _edited(edit: Edit) -> str:
    return f"{edit.field.replace('_', ' ')}: {_value(edit.old)} -> {_value(edit.new)}"


def _value(kept: str) -> str:
    value = json.loads(kept)
    if value is None or value == []:
        return "none"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


# ----------------------------------------------------------------------------------------------------------------------
# A party's stances over time as a step line: one row an entry, earliest first, from −3 on the left to +3 on the right.

CELL, NAME = 3, 12
LOW, HIGH = -3, 3
_AXIS = "".join(f"{marks.signed(score):>{CELL}}" for score in range(LOW, HIGH + 1))


def axis() -> Content:
    """Return the scale that stands over the rows."""
    return Content.styled(f"{'':<{NAME}}{_AXIS}", "$quiet")


def steps(line: PartyOnItem, signs: Glyphs) -> Iterator[Content]:
    """Return a row for each entry that stands; rivals and what is only possible are marked, and beside the line."""
    before: int | None = None
    for told in _standing(line.entries):
        reading = reading_of(told)
        score = reading.score
        firm = told.sure and not told.rivals
        yield _row(told, before if firm else None, signs)
        before = score if score is not None and firm else before


def _standing(entries: Iterable[EntryAtPoint]) -> list[EntryAtPoint]:
    return [told for told in entries if told.stands]


def _row(told: EntryAtPoint, before: int | None, signs: Glyphs) -> Content:
    reading = reading_of(told)
    stance, score = reading.stance, reading.score
    if stance is None:
        return Content("")
    sign = signs.stance(stance)
    name = glyphs.cut(plain(reading.round or str(reading.held)), NAME - 1)
    mark = f"{marks.CONTESTED if told.rivals else ' ' if told.sure else marks.POSSIBLE} "
    whose = f" {marks.letter(reading)}"
    return Content.assemble(
        f"{name} ",
        *_scale(score, before, sign.text, COLOURS[sign.style]),
        (mark, "bold $accent"),
        (stance.value, COLOURS[sign.style]),
        (whose, "$quiet"),
    )


def _scale(score: int | None, before: int | None, sign: str, style: str) -> Iterator[tuple[str, str]]:
    """Return the seven cells of a row: the sign in its place, dashes back to where the party stood before."""
    for place in range(LOW, HIGH + 1):
        if place == score:
            yield f"{sign:>{CELL}}", style
        elif score is not None and before is not None and min(score, before) <= place <= max(score, before):
            yield "-" * CELL, "$quiet"
        else:
            yield f"{'|' if place == 0 else '.':>{CELL}}", "$quiet"
    if score is None:
        yield f" {sign}", style


def all_steps(lines: Iterable[PartyOnItem], signs: Glyphs) -> list[Content]:
    """Return every party's line over the same scale."""
    told = [[Content.styled(plain(line.party.name), "bold"), *steps(line, signs)] for line in lines if line.entries]
    return [axis(), *chain.from_iterable(told)] if told else [Content("no stance that counts is recorded")]


OVERVIEW, STATUS, EVENTS, REMARKS, HISTORY = "overview", "status", "events", "remarks", "history"
SAID = "said"
PARTY = "party:"
MOST_PAIRS = 12
"""Pairs of parties on opposite sides that the overview names."""
_HOW = {
    SettlementKind.outweighed: "entry {entry} outweighs entry {other}",
    SettlementKind.moved: "it moved: entry {other}, then entry {entry}",
    SettlementKind.reopened: "entries {entry} and {other} contest each other again",
}


def whole(view: ItemView, history: History, part: str, signs: Glyphs, sources: Mapping[str, Source]) -> Content:
    """Return all of a part of the item."""
    if part == HISTORY:
        return _joined(history_lines(view.history, history))
    if part == OVERVIEW:
        return _joined(_overview(view, signs))
    if part == REMARKS:
        return _joined(_remarks(view)) if remarks_in(view) else Content("Nobody has left a note on anything here.")
    told = entries_of(view, part)
    if not told:
        return Content("Nothing that counts is recorded here by this point.")
    parts = [told_text(each, signs, view.item, sources) for each in reversed(told)]
    return Content("\n\n").join([*_steps_of(view, part, signs), *_named_by_another(view, part), *parts])


def _named_by_another(view: ItemView, part: str) -> Iterator[Content]:
    """Yield the condition of what a party holds, where only another of the account names it."""
    reading = next((line.reading for line in view.parties if f"{PARTY}{line.party.key}" == part), None)
    if reading is not None and not reading.contested and (another := marks.condition_of_another(reading)):
        yield content(f"{reading.word}, {another}")


def entries_of(view: ItemView, part: str) -> tuple[EntryAtPoint, ...]:
    """Return the entries of a party, of the status, the events, or what was said of the item."""
    if part.startswith(PARTY):
        return next((line.entries for line in view.parties if f"{PARTY}{line.party.key}" == part), ())
    return {STATUS: view.statuses, EVENTS: view.events, SAID: view.remarks}.get(part, ())


def accounts_of(view: ItemView, part: str) -> tuple[Reading, ...]:
    """Return the accounts that contradict each other in the part shown, the leading one first; none, where none do."""
    lines = {f"{PARTY}{line.party.key}": line.reading for line in view.parties}
    reading = view.status_reading if part == STATUS else lines.get(part)
    return reading.accounts if reading is not None and reading.contested else ()


def _joined(lines: Iterable[Content]) -> Content:
    return Content("\n").join(lines)


def _head(text: str) -> Content:
    return Content.styled(text, "bold $primary")


def _steps_of(view: ItemView, part: str, signs: Glyphs) -> list[Content]:
    lines = [
        axis(),
        *(row for line in view.parties if f"{PARTY}{line.party.key}" == part for row in steps(line, signs)),
    ]
    return [_joined(lines)] if len(lines) > 1 else []


# -- overview ---------------------------------------------------------------------------------------------------------


def _overview(view: ItemView, signs: Glyphs) -> Iterator[Content]:
    cells = {contest.party for contest in view.contests if contest.stands}
    if cells:
        yield Content.styled(f"! {len(cells)} contested: choose what is marked ! on the left", "bold $accent")
        yield Content("")
    earlier = [contest for contest in view.contests if contest.overtaken and contest.party not in cells]
    if earlier:
        said = ", ".join(f"{contest.entry} against {contest.other}" for contest in earlier)
        yield Content.styled(f"earlier contest unsettled: {said}", "$quiet")
        yield Content("")
    yield _head("Stances over time")
    yield from all_steps(view.parties, signs)
    if view.disagreements:
        yield from (Content(""), _head("On opposite sides"), *_sides(view))
    yield from (Content(""), _head("Status path"))
    yield from _path(view)
    promises = [tie for tie in view.ties if tie.item.kind is ItemKind.commitment]
    others = [tie for tie in view.ties if tie.item.kind is not ItemKind.commitment]
    if promises:
        yield from (Content(""), _head("Commitments"), *(_promise(tie) for tie in promises))
    if others:
        yield from (Content(""), _head("Links"), *(_tie(tie) for tie in others))
    if view.figures:
        names = {line.party.key: line.party.name for line in view.parties}
        yield from (Content(""), _head("Figures"), *(_figure(line, names, view.item.key) for line in view.figures))
    facts = list(_facts(view.item))
    if facts:
        yield from (Content(""), _head("The item"), *facts)


def _path(view: ItemView) -> Iterator[Content]:
    """One line a status: when, which, contested or not."""
    standing = [told for told in view.statuses if told.stands]
    if not standing:
        derived = marks.standing(view.status, None, "")
        yield Content(f"{f'{derived}: ' if derived else ''}none that counts is recorded")
    for told in standing:
        status = str(told.entry.said.values().get("status", ""))
        mark = ("! ", "bold $accent") if told.rivals else "  "
        when = plain(told.entry.said.round) if told.entry.by_round else str(told.entry.held)
        yield Content.assemble(mark, (f"{when:<11}", "$quiet"), status)


def _promise(tie: Tie) -> Content:
    due = f", {plain(words.due(tie.item.due, {}))}" if tie.item.due else ""
    state = glyphs.in_capitals(tie.state) if tie.told else glyphs.NOTHING
    style = "bold $accent" if tie.overdue else ""
    return Content.assemble("- ", content(tie.item.title), "  ", (state, style), (due, "$quiet"))


def _figure(line: FigureLine, names: Mapping[str, str], item: str) -> Content:
    """Return what is counted, about what if not the item, and whose stance gives it; rivals stand side by side."""
    what = counted(line.what, line.about if line.about != item else None)
    whose = f", {names.get(line.party, line.party)}" if line.party else ""
    accounts = " against ".join(str(account[0].figure) for account in line.accounts)
    mark = ("! ", "bold $accent") if line.contested else "- "
    return Content.assemble(mark, content(f"{what}{whose}: {accounts}"))


def _tie(tie: Tie) -> Content:
    status = tie.state if tie.told else glyphs.NOTHING
    return Content.assemble((f"- {tie.said}: ", "$quiet"), content(tie.item.title), (f"  {status}", "$quiet"))


def _sides(view: ItemView) -> Iterator[Content]:
    """Say who disagrees, principals first; of many pairs the first, and how many more there are."""
    parties = {line.party.key: line.party for line in view.parties}
    found = sorted(view.disagreements, key=lambda each: _rank(parties[each.one]) + _rank(parties[each.other]))
    yield from (_apart(each, parties) for each in found[:MOST_PAIRS])
    if len(found) > MOST_PAIRS:
        yield content(f"- and {len(found) - MOST_PAIRS} more pairs of parties; posl show lists them", "$quiet")


def _rank(party: Party) -> int:
    return 0 if party.role is Role.principal else 1


def _apart(each: Disagreement, parties: Mapping[str, Party]) -> Content:
    """By the end of which round two parties were on opposite sides, and whether they still are."""
    one, other = (plain(parties[key].name) for key in (each.one, each.other))
    since = f"{plain(each.since.round)} ({each.since.held_on})" if each.since.round else str(each.since.held_on)
    said = f"apart by the end of {since}{f', {each.ended}' if each.ended else ''}"
    return Content.assemble(f"- {one} and {other}  ", (said, "" if each.still else "$quiet"))


def _facts(item: Item) -> Iterator[Content]:
    """What the title has no room for."""
    said = {
        "due": item.due,
        "owner": item.owner,
        "marked": item.marking.value if item.marking else None,
        "embargo": str(item.embargo) if item.embargo else None,
        "tags": ", ".join(item.tags),
        "position 0": item.scale.low if item.scale else None,
        "position 100": item.scale.high if item.scale else None,
    }
    for name, value in said.items():
        if value:
            yield Content.assemble((f"{name}: ", "$quiet"), content(value))


# -- remarks ----------------------------------------------------------------------------------------------------------


def _all_told(view: ItemView) -> Iterator[EntryAtPoint]:
    for line in view.parties:
        yield from line.entries
    yield from view.statuses
    yield from view.events
    yield from view.remarks


def _remarks(view: ItemView) -> Iterator[Content]:
    """What people said of entries: verdicts with a note, why one was corrected or taken back, why a contest ended."""
    for told in _all_told(view):
        number = told.entry.id
        if told.verdict is not None and told.verdict.note:
            yield from _remark(f"entry {number} {told.verdict.verdict.value}", told.verdict.note, told.verdict.reviewer)
        if told.reason:
            yield from _remark(f"entry {number} {(told.gone or told.state).value} by {told.by}", told.reason)
    for changeset, settlement in view.settlements:
        yield from _remark(f"@{changeset} {_ended(settlement)}", settlement.reason)


def _remark(what: str, said: str, who: str = "") -> Iterator[Content]:
    yield Content.assemble((what, "bold"), (f"  {plain(who)}" if who else "", "$quiet"))
    yield content(said, newlines=True)
    yield Content("")


def _ended(settlement: Settlement) -> str:
    return _HOW[settlement.how].format(entry=settlement.entry, other=settlement.other)


def remarks_in(view: ItemView) -> int:
    """Return how many remarks there are."""
    told = list(_all_told(view))
    noted = sum(bool(each.verdict and each.verdict.note) for each in told)
    return noted + sum(bool(each.reason) for each in told) + len(view.settlements)
