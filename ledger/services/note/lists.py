"""Descriptive records as tables: rounds, parties, persons, sources."""

from collections.abc import Iterable

from ledger.domain.frame import Frame
from ledger.domain.points import last_day
from ledger.domain.records import Round, Source
from ledger.formats.document import Cell, Grid
from ledger.services.listing import PersonLine
from ledger.services.matrix import rounds_in_order
from ledger.services.note.words import Names


def rounds(known: Frame) -> Grid:
    """Return the rounds, by date."""
    names = Names(known)
    rows = tuple(
        (
            Cell(stage.key, to=f"round:{stage.key}"),
            Cell(stage.title),
            Cell(f"{stage.kind.value}, {stage.status.value}"),
            Cell(days(stage)),
            Cell(stage.venue),
            Cell(", ".join(names.party(key) for key in stage.parties) or None),
        )
        for stage in rounds_in_order(known)
    )
    return Grid("Rounds, by date", ("Round", "Title", "Kind", "When", "Where", "Who"), rows)


def days(stage: Round) -> str | None:
    """Return the days of a round, or those it is planned for."""
    day = last_day(stage)
    if stage.starts and stage.ends and stage.starts != stage.ends:
        return f"{stage.starts} to {stage.ends}"
    planned = f"planned for {stage.planned_for}" if stage.planned_for else None
    return str(day) if day and (stage.starts or stage.ends) else planned


def parties(known: Frame) -> Grid:
    """Return who takes part."""
    rows = tuple(
        (
            Cell(party.code),
            Cell(party.name, to=f"party:{party.key}"),
            Cell(party.role.value),
            Cell(", ".join(party.aliases) or None),
        )
        for party in known.live_parties
    )
    return Grid("Who takes part", ("Code", "Name", "Role", "Also called"), rows)


def persons(found: Iterable[PersonLine]) -> Grid:
    """Return who speaks or sits at a table, each with how often."""
    rows = tuple(
        (
            Cell(line.person.name, to=f"person:{line.person.key}"),
            Cell("; ".join(map(str, line.person.offices)) or None),
            Cell(", ".join(line.person.aliases) or None),
            Cell(line.entries),
            Cell(line.seats),
        )
        for line in found
    )
    return Grid("Who speaks, or sits at a table", ("Name", "Offices", "Also called", "Entries", "Seats"), rows)


def sources(found: Iterable[tuple[Source, int]]) -> Grid:
    """Return sources, each with how many entries rest on it."""
    rows = tuple(_source(source, count) for source, count in found)
    columns = (
        "Key",
        "Title",
        "Publisher",
        "Kind",
        "Published",
        "Reliability",
        "Carries",
        "Address",
        "Entries",
        "SHA-256",
    )
    return Grid("Sources, and how many entries rest on each", columns, rows)


def _source(source: Source, count: int) -> tuple[Cell, ...]:
    published = str(source.published) if source.published else None
    about = (source.title, source.publisher, source.kind.value, published)
    return (
        Cell(source.key, to=f"source:{source.key}"),
        *map(Cell, about),
        Cell(source.reliability.value),
        Cell(", ".join(source.carries) or None),
        Cell(source.url),
        Cell(count),
        Cell(source.sha256),
    )
