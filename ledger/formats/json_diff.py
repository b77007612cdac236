"""A diff and its changes as JSON: who writes nothing of the kind does not load what a diff is made of."""

from collections.abc import Callable, Iterable, Mapping

from ledger.domain.diff import Change, Checklist, Diff, Passed, SpreadChange, StatusSide
from ledger.domain.evidence import Coverage
from ledger.domain.figures import FigureChange
from ledger.domain.readings import Reading
from ledger.formats.json_out import (
    JsonDocument,
    cell,
    citation,
    covered,
    document,
    entry,
    figure_accounts,
    point,
    status,
)

_COUNTED: Mapping[str, Callable[[Checklist], int]] = {
    "items_open": lambda lists: len(lists.open),
    "items_settled": lambda lists: len(lists.settled),
    "procedure_open": lambda lists: lists.procedure_open,
    "context_open": lambda lists: lists.context_open,
    "commitments_open": lambda lists: lists.commitments_open,
    "parts_open": lambda lists: lists.parts_open,
}


FiguresOf = Callable[[Change], Iterable[FigureChange]]
"""What says which figures a change brings."""


def diff(value: Diff, figures: FiguresOf) -> JsonDocument:
    """Return a diff."""
    ends = (("from", value.before), ("to", value.after))
    return document(
        "diff",
        **{"from": point(value.from_point), "to": point(value.to_point)},
        counts={
            **{name: {end: count(lists) for end, lists in ends} for name, count in _COUNTED.items()},
            "changes": len(value.changes),
            "moved": value.moved,
            "corrected": value.corrected,
        },
        coverage={end: _coverage(each) for end, each in zip(("from", "to"), value.coverage, strict=True)},
        checklist={end: _checklist(lists) for end, lists in ends},
        changes=[change(each, figures) for each in value.changes],
        inside=[change(each, figures) for each in value.inside],
        overtaken=[{**change(each, figures), "as_of": str(each.turned_on)} for each in value.overtaken],
        spread=[_spread(each) for each in value.spread],
        commitments=[{"item": each.item, "due": each.due, "state": each.state} for each in value.commitments],
        still=[each.item for each in value.still],
        silence=[each.item for each in value.silence],
        silent=[each.item for each in value.silent],
        unreported=[each.item for each in value.unreported],
        packages=[list(group) for group in value.packages],
        unlocked=[
            {"item": each.item, "party": each.party, "by": each.by, "voided": each.voided} for each in value.unlocked
        ],
        undated=[
            {
                "item": each.item,
                "party": each.party,
                "reading": side(each.reading),
                "sure": each.sure,
                "moves": each.moves,
                "since": side(each.since),
            }
            for each in value.undated
        ],
        redefined=[
            {"record": each.record, "field": each.field, "old": each.old, "new": each.new, "stances": each.stances}
            for each in value.redefined
        ],
        rounds=[
            {"round": each.round, "verb": each.verb.value, "days": each.slip.days if each.slip else None}
            for each in value.rounds
        ],
        tenures=[
            {
                "record": each.record,
                **each.held.model_dump(mode="json", by_alias=True),
                "began": each.began,
                "ended": each.ended,
            }
            for each in value.tenures
        ],
        remarks=[entry(each) for each in value.remarks],
        events=[entry(each) for each in value.events],
        taken_back=[
            {"entry": entry(each.entry), "rejected": each.rejected, "reason": each.reason} for each in value.taken_back
        ],
        contested=[{"item": item, "party": party} for item, party in value.contested],
        earlier_contests=[
            {"item": each.item, "party": each.party, "entries": list(each.entries)} for each in value.earlier_contests
        ],
    )


def _spread(value: SpreadChange) -> JsonDocument:
    return {
        "item": value.item,
        "from": value.before,
        "to": value.after,
        "verb": value.verb,
        "parties": list(value.parties),
        "causes": sorted(cause.value for cause in value.causes),
        "had": value.had,
    }


def _coverage(value: Coverage) -> JsonDocument:
    return {**covered(value), "keys": list(value.sources)}


def _checklist(value: Checklist) -> JsonDocument:
    return {
        "open": list(value.open),
        "settled": list(value.settled),
        "first_reported": list(value.first_reported),
        "lapsed": list(value.lapsed),
        "dropped": list(value.dropped),
        "ended_unlike": list(value.ended_unlike),
        "possibly": list(value.possibly),
        "by_difficulty": _levels(value.by_difficulty),
    }


def _levels(counts: Mapping[int | None, int]) -> JsonDocument:
    return {"unrated" if level is None else str(level): count for level, count in counts.items()}


def change(value: Change, figures: FiguresOf) -> JsonDocument:
    """Return one change; a side is a cell, or a status."""
    return {
        "item": value.item,
        "party": value.party,
        "verb": value.verb.value,
        "verbs": [verb.value for verb in value.verbs],
        "by_account": [
            {"entries": list(each.entries), "verbs": [verb.value for verb in each.verbs]} for each in value.by_account
        ]
        or None,
        "cause": value.cause.value,
        "certain": value.certain,
        **({"beside": True} if value.beside else {}),
        "contested": value.contested,
        "before": side(value.before),
        "after": side(value.after),
        "delta": value.delta,
        "points": value.points,
        "toward": list(value.toward),
        "away": list(value.away),
        "via": [_passed(each, "stance" if value.party else "status") for each in value.via],
        "first": _passed(value.first, "stance" if value.party else "status") if value.first else None,
        "figures": [_figure(each) for each in figures(value)],
        "citations": [citation(each) for each in value.citations],
    }


def _figure(value: FigureChange) -> JsonDocument:
    """Return what is given of one thing at either end; before is null where nothing is compared."""
    first = value.given
    return {
        "what": first.figure.what,
        "about": first.about,
        "unit": first.figure.unit,
        "changed": value.changed,
        "certain": value.certain,
        "before": None if value.before is None else figure_accounts(value.before),
        "after": figure_accounts(value.after),
    }


def _passed(value: Passed, kind: str) -> JsonDocument:
    """Return what counted for a while between the two sides of a change."""
    return {
        "entry": value.entry,
        kind: value.word,
        **(
            {"score": value.score, "position": value.position, "condition": value.condition} if kind == "stance" else {}
        ),
        "held_on": str(value.held),
        "contested": value.contested,
        "citations": [citation(each) for each in value.citations],
    }


def side(value: Reading | StatusSide | None) -> JsonDocument | None:
    """Return what stands on one side of a change: a cell, a status, or nothing."""
    if value is None:
        return None
    if isinstance(value, StatusSide):
        bare = {
            "status": value.state,
            "held_on": str(value.held_on) if value.held_on else None,
            "summary": value.summary,
        }
        return (status(value.reading) if value.reading else {}) | bare
    return cell(value) if value.party is not None else status(value)
