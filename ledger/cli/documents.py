"""JSON documents of what only services know: things shown whole, lists, the log, what an act recorded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ledger.domain.delegations import Delegations
from ledger.domain.figures import FigureLine
from ledger.domain.measures import CellKey, Pair
from ledger.domain.measures import MeasureValue as Measured
from ledger.domain.moments import HeldOn
from ledger.domain.records import Record
from ledger.domain.words import Voice
from ledger.formats.json_out import (
    JsonDocument,
    account,
    another_condition,
    cell,
    citation,
    counting_document,
    document,
    entry,
    figure_accounts,
    point,
    record,
    said_for,
    status,
)
from ledger.services.entry_states import EntryAtPoint
from ledger.services.history import History, Traced
from ledger.services.importing import Imported
from ledger.services.listed import ListedItem
from ledger.services.listing import ListedParty
from ledger.services.log import Logged
from ledger.services.measuring import MeasuredRound, Series
from ledger.services.searching import SearchHit
from ledger.services.shown import EntryView, ItemView, PartyView, PersonView, RoundView, ShownThing, SourceView
from ledger.storage.changeset_contents import Contents
from ledger.storage.changesets import Changeset
from ledger.storage.reviews import Reviewed

_Seen = ItemView | SourceView | PartyView | PersonView | RoundView | EntryView


def view_document(view: ShownThing) -> JsonDocument:
    """Return whatever ``posl show`` shows."""
    match view:
        case ItemView():
            return _item(view)
        case SourceView():
            texts = [{"edition": n, "sha256": digest, "characters": len(text)} for n, digest, text in view.texts]
            entries = [told(each) for each in view.entries]
            unfound, withdrawn = (
                [each.model_dump(mode="json") for each in found] for found in (view.unfound, view.withdrawn)
            )
            return _whole(
                "source",
                view,
                source=record(view.source),
                texts=texts,
                unfound=unfound,
                withdrawn=withdrawn,
                entries=entries,
            )
        case PartyView():
            return _party(view)
        case PersonView():
            return _person(view)
        case RoundView():
            return _round(view)
        case EntryView():
            return _entry(view)
        case Contents():
            return _changeset(view)


def _whole(kind: str, view: _Seen, **told: Any) -> JsonDocument:
    """Return a thing as it stands at a point, with what counted there."""
    return document(kind, point=point(view.point), counting=counting_document(view.counting), **told)


def _item(view: ItemView) -> JsonDocument:
    return _whole(
        "item",
        view,
        item=record(view.item),
        status=view.status.value,
        overdue=view.overdue,
        late=view.late.days if view.late else None,
        spread=view.spread,
        spread_left_out=list(view.left_out),
        status_reading=status(view.status_reading) if view.status_reading else None,
        status_contested=view.status_reading is not None and view.status_reading.contested,
        status_accounts=[account(each) for each in view.status_reading.accounts] if view.status_reading else [],
        parties=[
            {
                "key": line.party.key,
                "code": line.party.code,
                "name": line.party.name,
                "reading": cell(line.reading) if line.reading else None,
                "entries": [told(each) for each in line.entries],
            }
            for line in view.parties
        ],
        statuses=[told(each) for each in view.statuses],
        events=[told(each) for each in view.events],
        remarks=[told(each) for each in view.remarks],
        figures=[figure_line(each) for each in view.figures],
        ties=[{"kind": t.kind, "item": t.item.key, "title": t.item.title, "status": t.status.value} for t in view.ties],
        contests=[
            {"entry": c.entry, "other": c.other, "party": c.party, "stands": c.stands, "since": c.held_on}
            for c in view.contests
        ],
        settlements=[{"changeset": number, **record(settled)} for number, settled in view.settlements],
        history=[changeset(each) for each in view.history],
        disagreements=[
            {"parties": [each.one, each.other], "since": point(each.since), "still": each.still, "unsure": each.unsure}
            for each in view.disagreements
        ],
    )


def _party(view: PartyView) -> JsonDocument:
    return _whole(
        "party",
        view,
        party=record(view.party),
        readings=[{"item": item.key, **cell(reading)} for item, reading in view.readings],
        spoken_for=[{"item": each.item.key, **said_for(each.said, dissent=each.dissent)} for each in view.besides],
        promises=[
            {
                "item": each.item.key,
                "status": each.status.value,
                "contested": each.status_reading is not None and each.status_reading.contested,
                "overdue": each.overdue,
                "late": each.late.days if each.late else None,
                "due": each.item.due,
            }
            for each in view.promises
        ],
        blocs=[
            {"party": bloc.key, "from": _written(member.since), "to": _written(member.until)}
            for bloc, member in view.blocs
        ],
        rounds=[record(stage) for stage in view.rounds],
        delegates=[record(seat) for seat in view.delegates],
    )


def _written(days: HeldOn | None) -> str | None:
    return str(days) if days else None


def _person(view: PersonView) -> JsonDocument:
    return _whole(
        "person",
        view,
        person=record(view.person),
        entries=[told(each) for each in view.entries],
        seats=[record(seat) for _stage, seat in view.seats],
    )


def figure_line(value: FigureLine) -> JsonDocument:
    """Return what is counted, with every account of it."""
    return {
        "what": value.what,
        "about": value.about,
        "unit": value.unit,
        "party": value.party,
        "contested": value.contested,
        "accounts": figure_accounts(value.accounts),
    }


def _delegations(found: Delegations) -> JsonDocument:
    lists = [{"source": each.source, "delegates": [record(seat) for seat in each.delegates]} for each in found.lists]
    rivals = [[one.source, other.source] for one, other in found.rivals]
    return {"contested": found.contested, "lists": lists, "rivals": rivals}


def _round(view: RoundView) -> JsonDocument:
    return _whole(
        "round",
        view,
        round=record(view.stage),
        days=view.slip.days if view.slip else None,
        delegates=[record(seat) for seat in view.delegates],
        delegations={party: _delegations(found) for party, found in view.delegations},
        due=[item.key for item in view.due],
        entries=[told(each) for each in view.entries],
    )


def _entry(view: EntryView) -> JsonDocument:
    return _whole(
        "entry",
        view,
        entry=told(view.told) if view.told else None,
        retraction=record(view.retraction) if view.retraction else None,
        changeset=changeset(view.changeset),
        **(another_condition(view.account) if view.account else {}),
    )


def told(value: EntryAtPoint) -> JsonDocument:
    """Return an entry with how it stands."""
    return {
        **entry(value.entry),
        **(_by_edition(value) if value.editions else {}),
        "state": value.state.value,
        "superseded_by": value.by,
        "superseded_because": value.reason,
        "contested_with": list(value.rivals),
        "sure": value.sure,
        "voice": value.evidence.voice,
        "verdicts": [verdict(each) for each in value.verdicts],
        "verdict": value.verdict.verdict.value if value.verdict else None,
        "reviewer": value.verdict.reviewer if value.verdict else None,
        "grade": value.evidence.grade,
        "independent_sources": value.evidence.independent_sources,
    }


def _by_edition(value: EntryAtPoint) -> JsonDocument:
    """Return its citations; one that is not of the newest edition has its own, and which has it no longer."""
    of = {each: {"edition": edition.number, "gone": edition.gone} for each, edition in value.editions}
    return {"citations": [{**citation(each), **of.get(each, {})} for each in value.entry.said.cite]}


def traced(value: Traced) -> JsonDocument:
    """Return an entry with who recorded it, what it ever cited and what became of it."""
    return {
        **told(value.told),
        "recorded": changeset(value.recorded),
        "cited": [{**citation(each), "changeset": number} for number, each in value.citations],
        "steps": [
            {
                "act": step.act.value,
                "other": step.other,
                "about": step.about,
                "why": step.why,
                "changeset": changeset(step.changeset),
            }
            for step in value.steps
        ],
    }


def verdict(value: Reviewed) -> JsonDocument:
    """Return what one reviewer says of an entry."""
    said = {"reviewer": value.reviewer, "verdict": value.verdict.value, "note": value.note}
    return {**said, "changeset": value.changeset}


def history(value: History) -> JsonDocument:
    """Return all that was ever recorded on an item."""
    return document(
        "history",
        point=point(value.point),
        item=record(value.item),
        history={
            "entered": changeset(value.entered),
            "parties": [
                {
                    "key": each.party.key,
                    "code": each.party.code,
                    "name": each.party.name,
                    "entries": [traced(entry) for entry in each.entries],
                }
                for each in value.parties
            ],
            "statuses": [traced(each) for each in value.statuses],
            "events": [traced(each) for each in value.events],
            "remarks": [traced(each) for each in value.remarks],
            "edits": [
                {"changeset": changeset(each.changeset), "edits": [record(edit) for edit in each.edits]}
                for each in value.edits
            ],
        },
    )


def changeset(value: Changeset) -> JsonDocument:
    """Return who recorded it, when and with what."""
    return {**value.header.model_dump(mode="json"), "previous": value.previous}


def logged(value: Logged, *, with_changes: bool) -> JsonDocument:
    """Return a changeset of the log; where verbs or causes were asked for, with what it changed and what it undoes."""
    changes = [
        {"item": each.item, "party": each.party, "verb": each.verb.value, "cause": value.cause(each)}
        for each in value.changes
    ]
    settings = [{"field": each.field, "old": each.old, "new": each.new} for each in value.settings]
    return {
        **changeset(value.changeset),
        "settings": settings,
        **({"changes": changes, "undoes": value.undoes} if with_changes else {}),
    }


def _changeset(done: Contents) -> JsonDocument:
    return document(
        "changeset",
        changeset=changeset(done.changeset),
        records=[{"record": each.ref, **record(each)} for each in done.records],
        edits=[record(each) for each in done.edits],
        entries=[entry(each) for each in done.entries],
        retractions=[record(each) for each in done.retractions],
        citations=[{"entry": each.entry.id, **citation(each)} for each in done.citations],
        dropped_citations=[{**record(each), "entry": each.entry.id} for each in done.dropped],
        rivals=[{"entry": one, "other": other} for one, other in done.rivals],
        settlements=[record(each) for each in done.settlements],
        reviews=[{**record(each), "entry": each.entry.id} for each in done.reviews],
        claims=[{**record(each), "entry": each.entry.id} for each in done.claims],
        redactions=[each.model_dump() for each in done.redactions],
        attachments=[record(each) for each in done.attachments],
    )


def item_line(value: ListedItem) -> JsonDocument:
    return {
        **record(value.item),
        "status": value.row.status.value,
        "spread": value.row.spread,
        "open": value.row.open,
        "overdue": value.row.overdue,
        "late": value.row.late.days if value.row.late else None,
        "contested": value.contested,
        "silent": [party.key for party in value.silent],
        "unreported": value.unreported,
        "last_confirmed": value.confirmed.isoformat() if value.confirmed else None,
        "due_on": value.due.isoformat() if value.due else None,
        "moved": asdict(value.moved) if value.moved else None,
    }


def party_line(value: ListedParty) -> JsonDocument:
    return {
        **record(value.party),
        "stances": value.held,
        "last_heard": value.last_heard.isoformat() if value.last_heard else None,
        "last_held": _written(value.last_held),
        "contested": list(value.contested),
        "silent_on": list(value.silent_on),
        "alone_on": list(value.alone_on),
        "moved": list(value.moved),
        "toward": list(value.toward),
        "away": list(value.away),
    }


def list_document(name: str, rows: Iterable[JsonDocument], **more: Any) -> JsonDocument:
    """Return a list: ``position-ledger/list/1`` with its kind and rows."""
    return document("list", list=name, **more, rows=list(rows))


def records(values: Iterable[Record]) -> list[JsonDocument]:
    """Return descriptive records."""
    return [record(value) for value in values]


def found(value: SearchHit) -> JsonDocument:
    """Return a place where words stand."""
    return {
        "kind": value.kind,
        "ref": value.ref,
        "place": value.place,
        "text": value.text,
        "superseded": value.superseded,
        "entry": entry(value.entry) if value.entry else None,
    }


_ALWAYS = ("stances", "statuses", "events", "items", "parties", "rounds", "sources", "citations")


def imported(value: Imported, *, dry_run: bool = False) -> JsonDocument:
    """Return what an act recorded, or (``dry_run``) would have."""
    return document(
        "import",
        changesets=value.changesets,
        recorded={name: value.recorded[name] for name in dict.fromkeys([*_ALWAYS, *value.recorded])},
        unchanged=value.unchanged,
        dry_run=dry_run,
        contested=value.contested,
        overtaken=value.overtaken,
        notices=value.notices,
        entries=[each.id for each in value.entries],
    )


def measures_document(series: Series, voices: Sequence[tuple[Voice, ...]]) -> JsonDocument:
    """Return the measures of every stage; what cannot be told is null, and each figure says on how much it rests."""
    return document(
        "measures",
        point=point(series.stages[-1].point) if series.stages else None,
        counting=counting_document(series.counting),
        parties=[party.key for party in series.parties],
        stages=[_stage(stage, heard) for stage, heard in zip(series.stages, voices, strict=True)],
        most_moved=[{"item": item, **_measured(figure)} for item, figure in series.most_moved],
        since_first={party: _measured(figure) for party, figure in series.since_first.items()},
        opposed_since=[
            {"item": item, "label": stage.label, "point": point(stage.point)}
            for item, stage in series.opposed_since.items()
        ],
    )


def _stage(stage: MeasuredRound, voices: Iterable[Voice]) -> JsonDocument:
    levels = stage.open.by_difficulty
    return {
        "label": stage.label,
        "point": point(stage.point),
        "open": stage.open.count,
        "open_by_difficulty": {"unrated" if level is None else str(level): count for level, count in levels.items()},
        "settled": stage.open.settled,
        "mean_difficulty": _measured(stage.open.mean_difficulty),
        "mean_spread": _measured(stage.mean_spread),
        "spreads": {item: _measured(figure) for item, figure in stage.spreads.items()},
        "distances": {party: _measured(figure) for party, figure in stage.distances.items()},
        "mean_gaps": _of_pairs(stage.gaps),
        "convergence": _of_pairs(stage.convergence),
        "left_out": _cells(stage.left_out),
        "undated": _cells(stage.undated),
        "voices": [voice.value for voice in voices],
    }


def _cells(cells: Iterable[CellKey]) -> list[JsonDocument]:
    return [{"item": item, "party": party} for item, party in cells]


def _of_pairs(figures: Mapping[Pair, Measured]) -> list[JsonDocument]:
    return [{"parties": list(pair), **_measured(figure)} for pair, figure in figures.items()]


def _measured(figure: Measured) -> JsonDocument:
    return {"value": figure.value, "rests_on": figure.cells, "looked_at": figure.of}
