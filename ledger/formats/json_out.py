"""JSON documents for scripts. Keys are a contract: only ever added. A stance's fields stand in a cell by themselves."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import orjson
from pydantic import BaseModel

from ledger.domain.blocs import Blocs, SpokenFor, blocs_of
from ledger.domain.checklist import Tally, on_checklist, tally
from ledger.domain.entries import Citation, Entry, Figure, StanceEntry, StatusEntry
from ledger.domain.evidence import Coverage
from ledger.domain.figures import Account
from ledger.domain.floors import Counting, Floor
from ledger.domain.moments import HeldOn
from ledger.domain.points import Point
from ledger.domain.readings import Matrix, MatrixRow, Reading, left_out, voices
from ledger.domain.records import Party, Source
from ledger.domain.tallies import tally_of
from ledger.domain.text import escape
from ledger.domain.words import EntryKind

JsonDocument = dict[str, Any]


def document(name: str, **content: Any) -> JsonDocument:
    """Return a document with its schema: ``position-ledger/matrix/1``."""
    return {"schema": f"position-ledger/{name}/1", **content}


def written(data: Any) -> str:  # noqa: ANN401
    """Write a document for people and scripts to read; characters that hide or reorder text stand as escapes."""
    return _encoded(data, orjson.OPT_INDENT_2)


def one_line(data: Any) -> str:  # noqa: ANN401
    """Write a document on one line, without blanks between its parts."""
    return _encoded(data)


def _encoded(data: Any, option: int = 0) -> str:  # noqa: ANN401
    try:
        found = orjson.dumps(data, option=option | orjson.OPT_NON_STR_KEYS).decode()
    except orjson.JSONEncodeError:  # holds what is no UTF-8, as a file's name may
        form: dict[str, Any] = {"indent": 2} if option & orjson.OPT_INDENT_2 else {"separators": (",", ":")}
        found = json.dumps(data, ensure_ascii=False, **form)
    return escape(found)


def record(value: BaseModel) -> JsonDocument:
    """Return a descriptive record with every field."""
    found: JsonDocument = value.model_dump(mode="json")
    return found | ({"carries": list(value.carries)} if isinstance(value, Source) else {})


def point(value: Point) -> JsonDocument:
    """Return a place in both times."""
    return {"held_on": value.held_on.isoformat(), "round": value.round, "known_at": value.known_at}


def counting_document(value: Counting) -> JsonDocument:
    """Return what counts: a floor, and whether somebody has to have accepted it."""
    floor = value.floor.model_dump(mode="json") if value.floor else {}
    asked = {name: floor.get(name) for name in Floor.model_fields}
    return {**asked, "reviewed_only": value.reviewed_only}


def citation(value: Citation) -> JsonDocument:
    """Return a citation; what only a few have is left out where they have not."""
    fields = value.__dict__
    found = {name: fields[name] for name in _OF_ALL}
    for name in _OF_A_FEW:
        if fields[name] is not None:
            found[name] = fields[name]
    if value.carries:
        found["carries"] = list(value.carries)
    return found


_OF_ALL = ("source", "at", "quote", "speaker", "credibility")
_OF_A_FEW = tuple(name for name in Citation.model_fields if name not in {*_OF_ALL, "carries"})


def figure(value: Figure) -> JsonDocument:
    """Return a number with what it counts."""
    found: JsonDocument = value.model_dump(mode="json")
    return found


def figure_accounts(accounts: Iterable[Account]) -> list[list[JsonDocument]]:
    """Return the accounts of a thing counted, each figure with its entry."""
    return [[{**figure(each.figure), "about": each.about, "entry": each.entry.id} for each in of] for of in accounts]


def cell(reading: Reading, moved: int | None = None) -> JsonDocument:
    """Return the reading of a stance: what is always asked for first, then every other field of a stance."""
    citations = _citations(reading)
    found = _CELL.copy()
    found.update(reading.values)  # only what is given
    found.update(held(reading.held))
    found.update(_sureness(reading))
    found["entry"] = reading.entry
    found["score"] = reading.score
    found["round"] = reading.round
    found["moved"] = moved
    found["citations"] = citations
    found["accounts"] = [account(each, citations if each is reading else None) for each in reading.accounts]
    found["possibly"] = [{**account(each), **held(each.held)} for each in reading.possibly]
    found["beside"] = list(reading.listed)
    found["on_behalf_of"] = list(reading.on_behalf_of)
    found.update(another_condition(reading))
    return found


def another_condition(reading: Reading) -> JsonDocument:
    """Return the condition that only another of the account names, and what that one cites; most have none."""
    if reading.another_condition is None:
        return {}
    cited = [citation(each) for each in reading.given_by.get("condition", ())]
    return {"another_condition": {"condition": reading.another_condition, "citations": cited}}


_HELD = ("held_on", "held", "held_from", "held_to")
_SURENESS = ("reviewed", "contested", "sure", "voice", "by", "grade", "independent_sources")
_FIRST = ("entry", "stance", "score", *_HELD, "summary", "condition", "confidence")
_LAST = ("citations", "accounts", "possibly", "beside")
_OF_SOME = tuple(name for name in StanceEntry.value_fields() if name not in _FIRST)
_CELL: JsonDocument = dict.fromkeys((*_FIRST, *_OF_SOME, "round", *_SURENESS, "moved", *_LAST))
"""The keys of a cell in their order; of a matrix there are tens of thousands, and to copy a mapping is quickest."""


def _citations(reading: Reading) -> list[JsonDocument]:
    return [citation(each) for each in reading.evidence.citations]


@lru_cache(4096)
def held(value: HeldOn) -> JsonDocument:
    """Return held time: its last day, as it is written (EDTF), its first and its last day."""
    last = value.last.isoformat()
    return {"held_on": last, "held": str(value), "held_from": value.first.isoformat(), "held_to": last}


def account(reading: Reading, citations: list[JsonDocument] | None = None) -> JsonDocument:
    """Return one account of a stance or a status, and what it rests on; ``citations`` spares writing them again."""
    is_stance, evidence = reading.kind is EntryKind.stance, reading.evidence
    found = (_OF_A_STANCE if is_stance else _OF_A_STATUS).copy()
    found["entries"] = list(reading.own)
    if is_stance:
        found["stance"], found["score"] = reading.word, reading.score
        found["condition"], found["position"] = reading.condition, reading.position
    else:
        found["status"] = reading.word
    found["voice"], found["by"], found["sure"] = evidence.voice, evidence.by, reading.sure
    found["grade"], found["independent_sources"] = evidence.grade, evidence.independent_sources
    found["citations"] = _citations(reading) if citations is None else citations
    found.update(another_condition(reading))
    return found


_WORTH = ("voice", "by", "sure", "grade", "independent_sources", "citations")
_OF_A_STANCE: JsonDocument = dict.fromkeys(("entries", "stance", "score", "condition", "position", *_WORTH))
_OF_A_STATUS: JsonDocument = dict.fromkeys(("entries", "status", *_WORTH))
"""The keys of an account, as of a cell."""


def status(reading: Reading) -> JsonDocument:
    """Return the reading of a status."""
    values = {name: reading.values.get(name) for name in StatusEntry.value_fields()}
    return {
        "status": values.pop("status"),
        **held(reading.held),
        "summary": values.pop("summary"),
        **values,
        "entry": reading.entry,
        "round": reading.round,
        **_sureness(reading),
        "citations": [citation(each) for each in reading.evidence.citations],
        "accounts": [account(each) for each in reading.accounts],
        "possibly": [{**account(each), **held(each.held)} for each in reading.possibly],
    }


def _sureness(reading: Reading) -> JsonDocument:
    evidence = reading.evidence
    return {
        "reviewed": reading.reviewed,
        "contested": reading.contested,
        "sure": reading.sure,
        "voice": evidence.voice,
        "by": evidence.by,
        "grade": evidence.grade,
        "independent_sources": evidence.independent_sources,
    }


def entry(value: Entry) -> JsonDocument:
    """Return an entry as recorded."""
    said = value.said
    place = {name: getattr(said, name) for name in ("item", "party", "by") if hasattr(said, name)}
    return {
        "entry": value.id,
        "kind": value.kind.value,
        **place,
        **({"items": list(said.items)} if hasattr(said, "items") else {}),
        **held(value.held),
        "round": said.round,
        **said.model_dump(mode="json", include=set(said.value_fields())),
        **({"on_behalf_of": list(said.on_behalf_of)} if isinstance(said, StanceEntry) else {}),
        "score": said.stance.score if isinstance(said, StanceEntry) else None,
        "figures": [figure(each) for each in said.figures],
        "changeset": value.changeset,
        "supersedes": value.supersedes,
        "reason": value.reason,
        "citations": [citation(each) for each in said.cite],
    }


def matrix(value: Matrix, coverage: Coverage | None = None) -> JsonDocument:
    """Return a matrix; ``coverage`` is what it rests on."""
    return _matrix(value, coverage, list(rows(value)), value.columns)


def rows(value: Matrix, columns: Sequence[Party] | None = None, of: Iterable[MatrixRow] = ()) -> Iterator[JsonDocument]:
    """Yield the items of a matrix one by one; where it has no rows, ``of`` those that come, with these ``columns``."""
    parties, principals, blocs = columns or value.columns, value.principals, blocs_of(value)
    asked = {party.key for party in value.asked}
    return (
        row(each, parties, principals) | {"spoken_for": _spoken_for(each, blocs, asked)} for each in value.rows or of
    )


def _spoken_for(value: MatrixRow, blocs: Blocs, asked: Collection[str]) -> JsonDocument:
    """Return, by party asked for, what others hold on its behalf: never its own word; and whether its own differs."""
    return {
        party: [said_for(each, dissent=own is not None and each.differs_from(own)) for each in every]
        for party, every in blocs.spoken_for(value.every).items()
        for own in (value.cells.get(party),)
        if party in asked
    }


def said_for(value: SpokenFor, *, dissent: bool) -> JsonDocument:
    """Return what somebody holds on another's behalf, and whether that one's own word is another."""
    reading = value.reading
    says = {"by": value.by, "entry": reading.entry, "stance": reading.word, "score": reading.score}
    return {**says, "contested": reading.contested, "dissent": dissent}


def matrix_pieces(value: Matrix, coverage: Coverage | None = None) -> Iterator[str]:
    """Write a matrix piece by piece; of many items each stands on one line, which is shorter by a third."""
    return matrix_flow(value, value.columns, value.rows, len(value.rows), coverage)


def matrix_flow(
    value: Matrix, columns: Sequence[Party], of: Iterable[MatrixRow], count: int, coverage: Coverage | None = None
) -> Iterator[str]:
    """Write a matrix of so many rows that come one by one, and are let go of; ``value`` is all of it but those."""
    if count <= FEW_ROWS:
        yield written(matrix(replace(value, rows=tuple(of)), coverage))
        return
    counts = _Counts(value)
    yield _around_items(replace(value, rows=()), coverage, columns)[0]
    for place, each in enumerate(rows(replace(value, rows=()), columns, counts.seeing(of))):
        yield f"{',' if place else ''}\n    {one_line(each)}"
    yield _around_items(counts.matrix, coverage, columns, counts)[1]


def _around_items(
    value: Matrix, coverage: Coverage | None, columns: Sequence[Party], seen: "_Counts | None" = None
) -> tuple[str, str]:
    found = _matrix(value, coverage, [], columns)
    if seen is not None:  # what only cells tell
        found["counts"]["contested"] += seen.contested
        found["counts"]["unreviewed"] += seen.unreviewed
        found["counts"]["items_possibly"] = seen.possibly
    before, after = written(found).split('"items": []', 1)
    return f'{before}"items": [', f"\n  ]{after}"


class _Counts:
    """Counts what is said below a matrix while its rows go by: of each row its status is kept, and nothing of cells."""

    def __init__(self, value: Matrix) -> None:
        self._value = value
        self._rows: list[MatrixRow] = []
        self.contested = 0
        self.unreviewed = 0
        self.possibly = 0

    def seeing(self, of: Iterable[MatrixRow]) -> Iterator[MatrixRow]:
        """Yield the rows."""
        for each in of:
            self._rows.append(replace(each, cells={}, moved={}))
            self.possibly += each.only_possibly and on_checklist(each.item)
            self.contested += sum(reading.contested for reading in each.cells.values())
            self.unreviewed += sum(not reading.reviewed for reading in each.cells.values())
            yield each

    @property
    def matrix(self) -> Matrix:
        """The matrix without its cells."""
        return replace(self._value, rows=tuple(self._rows))


FEW_ROWS = 500


def _matrix(
    value: Matrix, coverage: Coverage | None, items: list[JsonDocument], columns: Iterable[Party]
) -> JsonDocument:
    return document(
        "matrix",
        point=point(value.point),
        before=point(value.before) if value.before else None,
        parties=[_column(party) for party in columns],
        items=items,
        counts={
            "items_open": value.items_open,
            "items_possibly": value.items_possibly,
            "items_settled": value.items_settled,
            "contested": value.contested,
            "unreviewed": value.unreviewed,
            "procedure_open": value.open_of(Tally.procedure),
            "context_open": value.open_of(Tally.context),
            "commitments_open": value.open_of(Tally.commitment),
            "coverage": covered(coverage) if coverage else None,
        },
        counting=counting_document(value.counting),
    )


def covered(value: Coverage) -> JsonDocument:
    """Return how many sources something rests on, how many of them are independent, and the reliability of the best."""
    return {"sources": len(value.sources), "independent": value.independent, "best": value.best}


def _column(party: Party) -> JsonDocument:
    return {"key": party.key, "code": party.code, "name": party.name, "role": party.role.value}


def row(value: MatrixRow, columns: Iterable[Party], principals: Collection[str] = ()) -> JsonDocument:
    """Return one item of a matrix; of the ``principals`` it says whose stances the spread is over."""
    known = value.status_reading
    return {
        "key": value.item.key,
        "title": value.item.title,
        "kind": value.item.kind.value,
        "matter": value.item.matter.value,
        "track": value.item.track,
        "status": value.status.value,
        "spread": value.spread,
        "open": value.open,
        "overdue": value.overdue,
        "late": value.late.days if value.late else None,
        "counted_as": tally(value.item).value,
        "status_reading": status(known) if known else None,
        "status_contested": known is not None and known.contested,
        "status_accounts": [account(each) for each in known.accounts] if known else [],
        "spread_voices": voices(value.every, principals),
        "spread_left_out": list(left_out(principals, value.every)),
        "tally": tally_of(value.cells.values()).counts,
        "cells": {party.key: _cell_of(value, party.key) for party in columns},
    }


def _cell_of(value: MatrixRow, party: str) -> JsonDocument | None:
    reading = value.cells.get(party)
    return cell(reading, value.moved.get(party)) if reading else None
