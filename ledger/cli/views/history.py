"""An item's history as a blame: every entry with who recorded it and what became of it, as text and as rows."""

from collections.abc import Iterable, Iterator

from ledger.cli.documents import traced
from ledger.cli.terminal import bold, dim
from ledger.cli.views import words
from ledger.cli.views.entries import INDENT, citation_text, head_lines, wording_lines
from ledger.cli.views.grids import paragraph
from ledger.domain.entries import Citation
from ledger.domain.text import safe
from ledger.formats.tables import Table, csv_text, jsonl_text, md_text, plain_md
from ledger.services.history import Act, History, HistoryStep, ItemEdit, Traced
from ledger.storage.changesets import Changeset

_COLUMNS = ("entry", "held", "says", "state", "cited", "quotes", "grade", "became", "changeset", "author", "recorded")
_COLUMNS_OF_ALL = ("party", *_COLUMNS, "message")


def rendered(history: History, format: str, width: int) -> str:
    """Return a history as text, Markdown, CSV or JSON Lines."""
    match format:
        case "md":
            return words.counted(history.counting) + "\n".join(_markdown(history))
        case "csv":
            rows = [
                (each.told.entry.said.cell.party, *_row(each), each.recorded.header.message) for each in history.entries
            ]
            return csv_text(Table(_COLUMNS_OF_ALL, rows)).removesuffix("\n")
        case "jsonl":
            return jsonl_text(map(traced, history.entries)).removesuffix("\n")
    return words.counted(history.counting) + "\n".join(line.rstrip() for line in _text(history, width))


# -- text -------------------------------------------------------------------------------------------------------------


def _text(history: History, width: int) -> Iterator[str]:
    item = history.item
    yield bold(f"{safe(item.key)}: {safe(item.title)}")
    yield dim(f"  History until {words.point(history.point)}")
    yield paragraph(f"entered {_by(history.entered)}", width, "  ")
    for party in history.parties:
        yield from _section(f"{safe(party.party.name)} ({safe(party.party.code)})", party.entries, width)
    for title, entries in _around(history):
        if entries:
            yield from _section(title, entries, width)
    if history.edits:
        yield ""
        yield bold("Edited")
        for each in history.edits:
            yield from _edited(each, width)


def _section(title: str, entries: Iterable[Traced], width: int) -> Iterator[str]:
    found = list(entries)
    yield ""
    yield bold(title)
    if not found:
        yield "  nothing was ever recorded"
    for each in found:
        yield from _entry(each, width)


def _entry(each: Traced, width: int) -> Iterator[str]:
    yield from head_lines(each.told, width)
    yield paragraph(_by(each.recorded), width, INDENT)
    yield from wording_lines(each.told.entry.said, width)
    for number, citation in each.citations:
        added = f" (added @{number})" if number != each.recorded.number else ""
        yield dim(paragraph(citation_text(citation) + added, width, INDENT))
    for step in each.steps:
        if step.act is not Act.cited:
            yield paragraph(f"{_who(step.changeset)}: {_did(step)}", width, INDENT)


def _by(changeset: Changeset) -> str:
    said = f": {changeset.header.message}" if changeset.header.message else ""
    return _who(changeset) + said


def _who(changeset: Changeset) -> str:
    return f"@{changeset.number} by {changeset.header.by}, {changeset.header.recorded_at}"


def _did(step: HistoryStep) -> str:
    """What was done, by which entry, and why."""
    done = {
        Act.cited: f"cited {step.about}",
        Act.uncited: f"no longer cited: {step.about}",
        Act.contested: f"contested with {step.other}",
        Act.settled: f"{step.about} {step.other}",
        Act.withdrawn: f"verdict taken back by {step.about}",
        Act.corrected: f"corrected by {step.other}",
        Act.retracted: f"retracted by {step.other}",
    }.get(step.act, f"{step.act.value} by {step.about}")
    return f"{done} ({step.why})" if step.why else done


def _edited(each: ItemEdit, width: int) -> Iterator[str]:
    yield paragraph(_by(each.changeset), width, "  ")
    for edit in each.edits:
        yield paragraph(f"{edit.field}: {edit.old} -> {edit.new}", width, "    ")


# -- rows -------------------------------------------------------------------------------------------------------------


def _row(each: Traced) -> tuple[object, ...]:
    told, header = each.told, each.recorded.header
    entry = told.entry
    became = "; ".join(f"{_did(step)} @{step.changeset.number}" for step in each.steps)
    return (
        entry.id,
        words.held(entry),
        words.entry(entry),
        told.state.value,
        words.cited(citation for _number, citation in each.citations),
        " / ".join(_quotes(citation for _number, citation in each.citations)),
        told.evidence.grade,
        became,
        f"@{each.recorded.number}",
        header.by,
        header.recorded_at,
    )


def _quotes(citations: Iterable[Citation]) -> Iterator[str]:
    return (f'"{citation.quote}"' for citation in citations if citation.quote)


def _around(history: History) -> tuple[tuple[str, tuple[Traced, ...]], ...]:
    """What is recorded on an item besides the parties' stances, each kind under its heading."""
    return ("Status", history.statuses), ("Events", history.events), ("Remarks", history.remarks)


def _markdown(history: History) -> Iterator[str]:
    item = history.item
    yield f"# {plain_md(item.key)}: {plain_md(item.title)}"
    yield ""
    yield f"History until {plain_md(words.point(history.point))}. Entered {plain_md(_by(history.entered))}."
    sections = [(f"{party.party.name} ({party.party.code})", party.entries) for party in history.parties]
    for title, entries in (*sections, *_around(history)):
        if entries:
            yield f"\n## {plain_md(title)}\n"
            yield md_text(
                Table((*_COLUMNS, "message"), [(*_row(e), e.recorded.header.message) for e in entries])
            ).rstrip()
    if history.edits:
        yield "\n## Edited\n"
        rows = [
            (
                f"@{e.changeset.number}",
                e.changeset.header.by,
                e.changeset.header.recorded_at,
                edit.field,
                edit.old,
                edit.new,
            )
            for e in history.edits
            for edit in e.edits
        ]
        yield md_text(Table(("changeset", "author", "recorded", "field", "old", "new"), rows)).rstrip()
