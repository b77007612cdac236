"""A reading in words: stance, when, on whose word, how sure. For the peek, the side panel, the item.

Fields come from the statement's model, so that one added later is shown by itself.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from textual.content import Content

from ledger.domain.entries import STATEMENTS, Citation, Statement
from ledger.domain.readings import Reading
from ledger.domain.records import Item, Source
from ledger.domain.register import Register
from ledger.domain.words import EntryKind, Stance, Status, Verdict
from ledger.formats import marks as signs_of
from ledger.tui.glyphs import Glyphs
from ledger.tui.safe import content, plain

RELIABILITY = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "cannot be judged",
}
CREDIBILITY = {
    1: "confirmed",
    2: "probably true",
    3: "possibly true",
    4: "doubtful",
    5: "improbable",
    6: "cannot be judged",
}
_OWN_LINE = frozenset({"stance", "status", "title", "summary"})
COLOURS = {
    "stance--for-3": "bold $stance-for",
    "stance--for-2": "bold $stance-for",
    "stance--for-1": "$stance-for",
    "stance--neutral": "$stance-neutral",
    "stance--against-1": "$stance-against",
    "stance--against-2": "bold $stance-against",
    "stance--against-3": "bold $stance-against",
    "stance--none": "$stance-none",
}


def stance_text(reading: Reading, signs: Glyphs) -> Content:
    """Return the stance or status in words, with its sign and colour."""
    word = reading.stance or reading.status
    return content(reading.values.get("title", ""), "bold") if word is None else word_text(word, signs)


def word_text(word: Stance | Status, signs: Glyphs) -> Content:
    """Return a stance with its score and colour, or a status."""
    if isinstance(word, Status):
        return Content.styled(word.value, "bold")
    return Content.styled(f"{signs_of.signed(word.score)} {word.value}".strip(), COLOURS[signs.stance(word).style])


def when_text(reading: Reading) -> str:
    """Return when it was held, in words."""
    return f"{plain(reading.round)} ({reading.held})" if reading.round else str(reading.held)


def grade_text(grade: str | None, independent: int) -> str:
    """Return ``B2 x2: usually reliable, probably true; 2 independent sources``."""
    if not grade:
        return "no grade"
    said = f"{RELIABILITY.get(grade[0], '?')}, {CREDIBILITY.get(int(grade[1]), '?')}"
    return f"{grade} x{independent}: {said}; {independent} independent source{'s' if independent != 1 else ''}"


def marks(reading: Reading, rejected: str | None = None) -> Content:
    """Return whose word it is, contested, only possible, and unreviewed or ``rejected`` by whom, in words."""
    parts = []
    if whose := signs_of.whose(reading):
        by = f"{plain(reading.evidence.by)}, " if reading.evidence.by else ""
        parts.append(Content(f"{by}{whose}"))
    if said := signs_of.mark_words(reading):
        parts.append(Content.styled(f"{signs_of.marks(reading) or signs_of.POSSIBLE} {said}", "bold $accent"))
    parts.append(content(rejected or ("reviewed" if reading.reviewed else "nobody has reviewed it"), "$quiet"))
    return Content("  ").join(parts)


def fields(reading: Reading, item: Item | None) -> Iterable[Content]:
    """Return one line for each further field that was given."""
    for name in STATEMENTS[reading.kind].value_fields():
        value = reading.values.get(name)
        if value is None or name in _OWN_LINE:
            continue
        said = signs_of.yes_or_no(value) if isinstance(value, bool) else signs_of.in_one_line(name, value)
        text = plain(said, newlines=True)
        if name == "position" and item is not None and item.scale is not None:
            text = f"{text} of 100 (0: {plain(item.scale.low)}; 100: {plain(item.scale.high)})"
        if name == "condition":
            yield content(signs_of.conditioned(reading.score, text), newlines=True)
            continue
        yield Content.assemble(
            (f"{name.replace('_', ' ')}: ", "$quiet"), text + plain(signs_of.who_gives(reading, name))
        )
    if another := signs_of.condition_of_another(reading):
        yield content(another, newlines=True)


def citation(cited: Citation, sources: Mapping[str, Source]) -> Content:
    """Return a citation in two or three lines: the document, its place and speaker, the words."""
    source = sources.get(cited.source or "")
    named = plain(source.called) if source else plain(cited.source)
    published = f", {source.published}" if source and source.published else ""
    grade = f"{source.reliability.value}{cited.credibility}" if source else f"?{cited.credibility}"
    head = Content.assemble((f"{grade} ", "bold"), f"{named}{published}", (f"  {plain(cited.source)}", "$quiet"))
    place = ", ".join(
        part for part in (plain(cited.at) if cited.at else "", cited.speaker.value if cited.speaker else "") if part
    )
    lines = [head]
    if place:
        lines.append(content(f"   {place}", "$quiet"))
    if cited.quote:
        lines.append(content(f'   "{cited.quote}"', "italic"))
    if cited.translation:
        lines.append(content(f"   in translation: {cited.translation}"))
    if cited.note:
        lines.append(content(f"   {cited.note}", newlines=True))
    return Content("\n").join(lines)


def reading_lines(  # noqa: PLR0913 - the reading, what it is read with, how it is shown
    reading: Reading,
    signs: Glyphs,
    item: Item | None,
    sources: Mapping[str, Source],
    moved: int | None = None,
    *,
    waits: bool = False,
    words_first: bool = False,
    rejected: str | None = None,
) -> list[Content]:
    """Return the whole reading, line by line, without saying whose it is; of one that ``waits``, not that it does.

    ``words_first``: what it rests on stands before how sure it is, where there is room for few lines. ``rejected``:
    by whom, of one that was.
    """
    movement = f"  {'+' if moved > 0 else ''}{moved} since the round before" if moved else ""
    said = Content.assemble(stance_text(reading, signs), f"  {when_text(reading)}", movement)
    words = [citation(cited, sources) for cited in reading.evidence.citations]
    lines = [
        Content.assemble(content(grade_text(reading.evidence.grade, reading.evidence.independent_sources))),
        *([] if waits and not reading.contested else [marks(reading, rejected)]),
    ]
    if reading.summary:
        lines.append(content(reading.summary, newlines=True))
    lines += fields(reading, item)
    where = f"entry {reading.entry}, recorded @{reading.changeset}"
    proposed = f"p{-reading.entry}, proposed: it counts for nothing until accepted"
    entry = Content.styled(where if reading.entry > 0 else proposed, "$quiet")
    return [said, *words, *lines, entry] if words_first else [said, *lines, *words, entry]


def about_line(said: Statement, known: Register) -> Content | None:
    """Return the items that an event is tied to, by their titles."""
    tied = [known.items[key].title for key in getattr(said, "items", ()) if key in known.items]
    return content(f"about: {', '.join(tied)}", "$quiet") if tied else None


def figures_line(said: Statement) -> Content | None:
    """Return the numbers that an entry gives."""
    return Content.assemble(("figures: ", "$quiet"), plain(signs_of.figures(said))) if said.figures else None


def account_lines(
    reading: Reading, signs: Glyphs, sources: Mapping[str, Source], *, few: bool = False
) -> list[Content]:
    """Return one of several accounts in brief: what it says, on whose word, in which words.

    ``few``: where there is room for few lines, without the condition that only another of the account names.
    """
    evidence = reading.evidence
    grade = f"  {evidence.grade or 'no grade'} x{evidence.independent_sources}"
    numbers = reading.own
    numbered = (f"  {'entry' if len(numbers) == 1 else 'entries'} {', '.join(map(str, numbers))}", "$quiet")
    whose = f", {signs_of.whose(reading)}" if evidence.voice else ""
    head = Content.assemble(stance_text(reading, signs), f"  {when_text(reading)}{grade}{whose}", numbered)
    said = signs_of.condition_of(reading) if reading.condition or not few else None
    condition = [content(said)] if said else []
    position = [content(f"position {said}")] if (said := signs_of.position_of(reading)) else []
    summary = [content(f"- {reading.summary}")] if reading.summary else []
    return [head, *condition, *position, *(_words(cited, sources) for cited in evidence.citations), *summary]


def _words(cited: Citation, sources: Mapping[str, Source]) -> Content:
    source = sources.get(cited.source or "")
    named = source.called if source else cited.source
    where = " ".join(plain(part) for part in (named, cited.at) if part)
    return Content.assemble((f"- {where}", "$quiet"), (f' "{plain(cited.quote)}"' if cited.quote else "", "italic"))


def as_plain_text(reading: Reading, item: Item, party: str | None, sources: Mapping[str, Source]) -> str:
    """Return the cell with its citation, as it is copied."""
    said = reading.values.get("stance") or reading.values.get("status") or ""
    score = (
        f" ({signs_of.signed(reading.score)})" if reading.kind is EntryKind.stance and reading.score is not None else ""
    )
    said, score = (signs_of.in_words(reading), "") if reading.contested else (said, score)
    told = ", ".join(filter(None, (signs_of.whose(reading), signs_of.mark_words(reading))))
    sure = f" ({told})" if told else ""
    head = f"{item.title}{f' / {party}' if party else ''}: {said}{score}{sure}, {reading.held}"
    lines = [head, *([reading.summary] if reading.summary else [])]
    for cited in reading.evidence.citations:
        source = sources.get(cited.source or "")
        named = source.called if source else cited.source
        parts = (named, str(source.published) if source and source.published else None, cited.at, cited.source)
        quote = f': "{cited.quote}"' if cited.quote else ""
        lines.append("[" + ", ".join(part for part in parts if part) + "]" + quote)
    return plain("\n".join(lines), newlines=True)


# ----------------------------------------------------------------------------------------------------------------------
# An entry as it stands at a point, in words: the reading's own words, and what became of it.

if TYPE_CHECKING:
    from ledger.services.entry_states import EntryAtPoint


def reading_of(told: "EntryAtPoint") -> Reading:
    """Return an entry in the shape in which readings are shown, whether it is the one that counts or not."""
    entry = told.entry
    return Reading(
        entry=entry.id,
        kind=entry.kind,
        item=getattr(entry.said, "item", ""),
        party=getattr(entry.said, "party", None),
        held=entry.held,
        round=entry.said.round,
        changeset=entry.changeset,
        values=entry.said.values(),
        evidence=told.evidence,
        contested=False,
        reviewed=told.verdict is not None and told.verdict.verdict is Verdict.accepted,
        sure=told.sure,
    )


def _rejected(told: "EntryAtPoint") -> str | None:
    """Say who rejected an entry."""
    by = [each.reviewer for each in told.verdicts if each.verdict is Verdict.rejected]
    return f"rejected by {', '.join(by)}" if by else None


def _gone(told: "EntryAtPoint") -> str:
    """Say what became of an entry that does not count."""
    if told.by is None:
        return f"{_rejected(told) or told.state.value}: it counts nowhere"
    return f"{(told.gone or told.state).value} by {told.by}{f': {told.reason}' if told.reason else ''}"


def told_text(told: "EntryAtPoint", signs: Glyphs, item: Item, sources: Mapping[str, Source]) -> Content:
    """Return an entry in words; what no longer stands says so first."""
    from ledger.services.entry_states import EntryState

    lines = reading_lines(reading_of(told), signs, item, sources, rejected=_rejected(told))
    if not told.stands:
        lines.insert(0, content(_gone(told), "bold $accent"))
    elif told.state is EntryState.counts:
        lines.insert(0, Content.styled("counts here", "bold $primary"))
    elif told.state is EntryState.left_out:
        lines.insert(0, content("left out: not among what counts", "bold $accent"))
    if told.rivals:
        lines.append(Content.styled(f"! against entry {', '.join(map(str, told.rivals))}", "bold $accent"))
    lines += [content(turn, "$quiet") for turn in signs_of.turns(told.came_after)]
    return Content("\n").join(lines)
