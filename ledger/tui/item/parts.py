"""What stands on the right of the item screen: overview, entries, remarks, history."""

from collections.abc import Iterable, Iterator, Mapping

from textual.content import Content

from ledger.domain.figures import FigureLine
from ledger.domain.readings import Reading
from ledger.domain.records import Item, Party, Source
from ledger.domain.seed import Settlement
from ledger.domain.words import ItemKind, Role, SettlementKind
from ledger.services.measuring import Disagreement
from ledger.services.showing import ItemView, Tie, Told
from ledger.services.tracing import History
from ledger.tui.glyphs import Glyphs
from ledger.tui.item.history import history_lines
from ledger.tui.item.steps import all_steps, axis, steps
from ledger.tui.safe import content, plain
from ledger.tui.told import told_text

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
        return _joined(_remarks(view)) if remarks_in(view) else Content("Nobody has remarked on anything here.")
    told = entries_of(view, part)
    if not told:
        return Content("Nothing is recorded here by this point.")
    parts = [told_text(each, signs, view.item, sources) for each in reversed(told)]
    return Content("\n\n").join([*_steps_of(view, part, signs), *parts])


def entries_of(view: ItemView, part: str) -> tuple[Told, ...]:
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
    earlier = [contest for contest in view.contests if not contest.stands and contest.party not in cells]
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
        yield from (Content(""), _head("Figures"), *map(_figure, view.figures))
    facts = list(_facts(view.item))
    if facts:
        yield from (Content(""), _head("The item"), *facts)


def _path(view: ItemView) -> Iterator[Content]:
    """One line a status: when, which, contested or not."""
    standing = [told for told in view.statuses if told.stands]
    if not standing:
        yield Content(f"{view.status.value}: none is recorded")
    for told in standing:
        status = str(told.entry.said.values().get("status", ""))
        mark = ("! ", "bold $accent") if told.rivals else "  "
        when = plain(told.entry.said.round) if told.entry.by_round else str(told.entry.held)
        yield Content.assemble(mark, (f"{when:<11}", "$quiet"), status)


def _promise(tie: Tie) -> Content:
    due = f", due {plain(tie.item.due)}" if tie.item.due else ""
    state = ("OVERDUE", "bold $accent") if tie.overdue else tie.status.value
    return Content.assemble("- ", content(tie.item.title), "  ", state, (due, "$quiet"))


def _figure(line: FigureLine) -> Content:
    """Return what is counted; rivals of one thing stand side by side."""
    accounts = " against ".join(str(account[0].figure) for account in line.accounts)
    mark = ("! ", "bold $accent") if line.contested else "- "
    return Content.assemble(mark, content(f"{line.what}: {accounts}"))


def _tie(tie: Tie) -> Content:
    return Content.assemble((f"- {tie.said}: ", "$quiet"), content(tie.item.title), (f"  {tie.status.value}", "$quiet"))


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
    """Since which round two parties are on opposite sides, or were."""
    one, other = (plain(parties[key].name) for key in (each.one, each.other))
    since = f"{plain(each.since.round)} ({each.since.held_on})" if each.since.round else str(each.since.held_on)
    said = f"since {since}" if each.still else f"from {since}, no longer"
    return Content.assemble(f"- {one} and {other}  ", (said, "" if each.still else "$quiet"))


def _facts(item: Item) -> Iterator[Content]:
    """What the title has no room for."""
    said = {
        "due": item.due,
        "owner": item.owner,
        "tags": ", ".join(item.tags),
        "position 0": item.scale.low if item.scale else None,
        "position 100": item.scale.high if item.scale else None,
    }
    for name, value in said.items():
        if value:
            yield Content.assemble((f"{name}: ", "$quiet"), content(value))


# -- remarks ----------------------------------------------------------------------------------------------------------


def _all_told(view: ItemView) -> Iterator[Told]:
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
            yield from _remark(f"entry {number} {told.state.value} by {told.by}", told.reason)
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
