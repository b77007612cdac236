"""Moments as lines of a list, and one of them in words."""

from collections.abc import Mapping

from textual.content import Content

from ledger.domain.frame import Frame
from ledger.domain.records import Round, Source
from ledger.domain.words import RoundStatus
from ledger.services.timeline import Happening, Moment
from ledger.tui.glyphs import Glyphs
from ledger.tui.reading_text import reading_lines
from ledger.tui.safe import content, plain
from ledger.tui.told import reading_of

DAY = 11
INDENT = DAY + 2
"""Where the words of a line begin."""
_SIGNS = {Happening.event: "*", Happening.due: "!"}
_ROUNDS = {RoundStatus.held: "▸", RoundStatus.planned: "o", RoundStatus.postponed: "o", RoundStatus.cancelled: "⊖"}


def _sign(moment: Moment, signs: Glyphs) -> str:
    """Return what kind of moment it is; a round that was held, one that is planned, one that will not be."""
    if moment.round is None or moment.kind is not Happening.round:
        return _SIGNS[moment.kind]
    return signs.plain(_ROUNDS[moment.round.status])


def line_of(moment: Moment, signs: Glyphs) -> Content:
    """Return a moment on one line: day, sign, what."""
    held = moment.told.entry.held if moment.told else moment.day
    day = str(held) if held else "no date"
    style = "bold" if moment.kind is Happening.round else ""
    return Content.assemble(
        (f"{day:<{DAY}}", "$quiet"),
        f"{_sign(moment, signs)} ",
        content(_said(moment), style),
        (_aside(moment), "$quiet"),
    )


def _said(moment: Moment) -> str:
    if moment.round is not None and moment.kind is Happening.round:
        return f"{moment.round.key}  {moment.title}"
    return f"due: {moment.title}" if moment.kind is Happening.due else moment.title


def _aside(moment: Moment) -> str:
    if moment.kind is Happening.due and moment.item is not None:
        return f"  by {plain(moment.item.due)}"
    if moment.round is None:
        return ""
    slipped = f", slipped from {moment.slipped_from}" if moment.slipped_from else ""
    return f"  {moment.round.status.value}{slipped}"


def moment_text(moment: Moment, known: Frame, signs: Glyphs, sources: Mapping[str, Source]) -> Content:
    """Return all of a moment."""
    title = Content.styled(plain(moment.title), "bold $primary")
    if moment.told is not None:
        tied = [known.items[key].title for key in getattr(moment.told.entry.said, "items", ()) if key in known.items]
        lines = reading_lines(reading_of(moment.told), signs, None, sources)
        about = [content(f"about: {', '.join(tied)}", "$quiet")] if tied else []
        return Content("\n").join([title, *about, *lines])
    if moment.kind is Happening.due and moment.item is not None:
        return Content("\n").join(
            [title, content(f"promised, due by {moment.item.due}"), content(moment.item.question or "", "italic")]
        )
    return Content("\n").join([title, *_round_lines(moment, known)])


def _round_lines(moment: Moment, known: Frame) -> list[Content]:
    stage = moment.round
    if stage is None:
        return []
    facts = [
        f"{stage.kind.value}, {stage.status.value}",
        f"planned for {stage.planned_for}" if stage.planned_for else "",
        _dates(stage),
        stage.venue or "",
        f"hosted by {_party(stage.host, known)}" if stage.host else "",
        f"with {', '.join(_party(key, known) for key in stage.parties)}" if stage.parties else "",
    ]
    lines = [content(fact) for fact in facts if fact]
    for seat in known.delegates.values():
        if seat.round == stage.key and not seat.struck:
            office = f", {seat.office}" if seat.office else ""
            lead = " (leads)" if seat.lead else ""
            lines.append(content(f"  {_party(seat.party, known)}: {seat.person}{office}{lead}"))
    return lines


def _dates(stage: Round) -> str:
    if stage.starts is None or stage.ends is None or stage.starts == stage.ends:
        day = stage.starts or stage.ends
        return f"on {day}" if day else ""
    return f"from {stage.starts} to {stage.ends}"


def _party(key: str | None, known: Frame) -> str:
    party = known.parties.get(key or "")
    return party.name if party else key or ""
