"""Moments as lines of a list, and one of them in words."""

from collections.abc import Mapping

from textual.content import Content

from ledger.domain.frame import Frame
from ledger.domain.records import Delegate, Item, Round, Source
from ledger.domain.words import RoundStatus
from ledger.services.timeline import Happening, Moment
from ledger.tui.glyphs import Glyphs
from ledger.tui.reading_text import about_line, reading_lines
from ledger.tui.safe import content, plain
from ledger.tui.told import reading_of

DAY = 11
INDENT = DAY + 2
"""Where the words of a line begin."""
_EVENT, _OVERDUE, _PROMISED = "*", "!", "o"
_ROUNDS = {RoundStatus.held: "▸", RoundStatus.planned: "o", RoundStatus.postponed: "o", RoundStatus.cancelled: "⊖"}


def _sign(moment: Moment, signs: Glyphs) -> str:
    """Return what kind of moment it is: a round held, planned or called off; a promise kept, broken, open, overdue."""
    if moment.kind is Happening.due and moment.status is not None:
        return _OVERDUE if moment.overdue else signs.status(moment.status).strip() or _PROMISED
    if moment.kind is Happening.round and moment.round is not None:
        return signs.plain(_ROUNDS[moment.round.status])
    return _EVENT


def line_of(moment: Moment, signs: Glyphs) -> Content:
    """Return a moment on one line: day, sign, what."""
    held = moment.told.entry.held if moment.told else moment.day
    day = str(held) if held else "no date"
    style = "bold" if moment.kind is Happening.round else ""
    return Content.assemble(
        (f"{day:<{DAY}}", "$quiet"),
        f"{_sign(moment, signs)} ",
        content(_said(moment), style),
        (_aside(moment), "bold $accent" if moment.overdue else "$quiet"),
    )


def _said(moment: Moment) -> str:
    if moment.round is not None and moment.kind is Happening.round:
        return f"{moment.round.key}  {moment.title}"
    return f"due: {moment.title}" if moment.kind is Happening.due else moment.title


def _aside(moment: Moment) -> str:
    if moment.kind is Happening.due:
        return f"  {_state(moment)}{f', due with {plain(moment.round.key)}' if moment.round else ''}"
    if moment.round is None:
        return ""
    slipped = f", slipped from {moment.slipped_from}" if moment.slipped_from else ""
    return f"  {moment.round.status.value}{slipped}"


def _state(moment: Moment) -> str:
    return "OVERDUE" if moment.overdue else moment.status.value if moment.status else ""


def moment_text(moment: Moment, known: Frame, signs: Glyphs, sources: Mapping[str, Source]) -> Content:
    """Return all of a moment."""
    if moment.told is not None:
        lines = reading_lines(reading_of(moment.told), signs, None, sources)
        about = about_line(moment.told.entry.said, known)
        return Content("\n").join([*lines, *([about] if about else [])])
    title = Content.styled(plain(moment.title), "bold $primary")
    if moment.kind is Happening.due and moment.item is not None:
        return Content("\n").join([title, *_due_lines(moment, moment.item)])
    return Content("\n").join([title, *_round_lines(moment, known)])


def _due_lines(moment: Moment, item: Item) -> list[Content]:
    day = f" ({moment.day})" if moment.round and moment.day else ""
    said = f"{_state(moment)}, due by {item.due}{day}"
    question = [content(item.question, "italic")] if item.question else []
    return [content(said, "bold $accent" if moment.overdue else ""), *question]


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
    lines += [content(text) for text in dict.fromkeys(_seat(seat, known) for seat in _seats(stage, known))]
    return lines


def _seats(stage: Round, known: Frame) -> list[Delegate]:
    return [seat for seat in known.delegates.values() if seat.round == stage.key and not seat.struck]


def _seat(seat: Delegate, known: Frame) -> str:
    """Return who sat for whom; where two sources put it otherwise, each has a line."""
    person = known.persons.get(seat.person)
    office = f", {seat.office}" if seat.office else ""
    lead = " (leads)" if seat.lead else ""
    return f"- {_party(seat.party, known)}: {person.name if person else seat.person}{office}{lead}"


def _dates(stage: Round) -> str:
    if stage.starts is None or stage.ends is None or stage.starts == stage.ends:
        day = stage.starts or stage.ends
        return f"on {day}" if day else ""
    return f"from {stage.starts} to {stage.ends}"


def _party(key: str | None, known: Frame) -> str:
    party = known.parties.get(key or "")
    return party.name if party else key or ""
