"""What each changeset did with the item, newest first: entries, what became of entries, edits of the item itself."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from textual.content import Content

from ledger.domain.entries import Entry
from ledger.domain.seed import Edit
from ledger.services.tracing import Act, History, Step, Traced
from ledger.storage.changesets import Changeset
from ledger.tui.safe import content, plain

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
        yield Content.assemble((f"@{changeset.number}", "bold $primary"), f"  {when}  {plain(header.author)}")
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
    return f"entry {entry.id}: {who} {word}, {entry.held}{corrects}"


def _told_once(each: Traced) -> Iterator[Step]:
    """What was done to an entry; of what concerns two of them, each is told at one."""
    for step in each.steps:
        if step.act is Act.settled and step.about not in _FIRST and (step.other or 0) < each.told.entry.id:
            continue
        if step.act is Act.contested and (step.other or 0) < each.told.entry.id:
            continue
        yield step


def _did(step: Step) -> str:
    did = _DID.get(step.act, f"{step.act.value} by {{about}}").format(about=step.about, other=step.other)
    return f"{did}: {step.why}" if step.why else did


def _edited(edit: Edit) -> str:
    return f"{edit.field.replace('_', ' ')}: {_value(edit.old)} -> {_value(edit.new)}"


def _value(kept: str) -> str:
    value = json.loads(kept)
    if value is None or value == []:
        return "none"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
