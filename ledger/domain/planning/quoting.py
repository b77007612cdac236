"""Quotes and places, checked against the texts at hand: those of the ledger, and those that the same import attaches.

What is not found is a fault of the seed, unless it is to be recorded all the same (``unfound``). What is recorded
already is not refused again: a seed imported twice gives nothing new, though its text came in between. A citation
with a quote and no ``at`` is given the ¶ in which the quote stands, as it is recorded; who says it again without
``at`` means the same place.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, replace
from typing import NamedTuple

from ledger.domain.entries import Citation, Statement
from ledger.domain.planning.desk import Desk
from ledger.domain.planning.ledger_now import Awaiting
from ledger.domain.quotes import (
    CitationCheck,
    QuotedText,
    Trouble,
    earlier_edition,
    look,
    look_in,
    may_be_looked_up,
    plain_words,
    stands_as_cited,
)
from ledger.domain.records import Delegate, Source
from ledger.domain.seed import AddedCitation, Attachment, Faulty, Part, Path
from ledger.errors import Fault, Unfound

MOST_AWAITING = 10_000
"""Citations that wait for a text of a later file; of a longer import, ``verify`` finds the rest."""
_PLACES = 6
_SHORT = 90


class Said(NamedTuple):
    """What is not so of a citation, in words: the field to mend, what is wrong with it, and what stands there."""

    field: str
    message: str
    hint: str


def check_statement(desk: Desk, part: Part, said: Statement) -> bool:
    """Check each citation of a statement; return whether it may be recorded."""
    recorded = _Recorded(desk, said)
    sound = [check(desk, part, one, ("cite", place), recorded) for place, one in enumerate(said.cite)]
    return all(sound)  # each is looked at: all faults are told at once


def check(desk: Desk, part: Part, citation: Citation, where: Path, recorded: "Iterable[Citation]" = ()) -> bool:
    """Check one citation, which stands at a place of its part; return whether it may be recorded.

    ``recorded`` are citations that the ledger has: one of them is noted and never refused.
    """
    if desk.replay or citation.source is None or not may_be_looked_up(citation):
        return True
    editions = desk.now.editions(citation.source)
    if editions:
        if stands_as_cited(editions[-1], citation):
            return True
        _note_earlier(desk, part, citation, where, recorded)
        if any(stands_as_cited(text, citation) for text in editions):
            return True
        return _judge(desk, part, citation, where, look_in(editions, citation), recorded)
    if desk.now.awaited < MOST_AWAITING:
        # Without its value: ten thousand statements would be a lot to keep.
        placed_only = Part(part.block, None, part.file, part.path, part.locate, part.called)
        _wait(desk, Awaiting(placed_only, citation, where, _among(citation, recorded)))
    return True


def faults_in(part: Part, said: Statement, editions: Mapping[str, Sequence[QuotedText]]) -> Iterator[Fault]:
    """Yield what is not so of a statement of which each citation has to quote words that stand in a text at hand."""
    for place, citation in enumerate(said.cite):
        where, texts = ("cite", place), editions.get(citation.source or "", ())
        if citation.quote is None:
            hint = "quote the words that say so, as they stand in the text"
            yield part.fault("is missing: what is proposed quotes its source", *where, "quote", hint=hint)
        elif citation.source is not None and not texts:
            message = f"no text of {citation.source} is at hand to look the quote up in"
            yield part.fault(message, *where, "quote", hint="attach its text first")
        elif texts:
            yield from (_fault(part, where, said) for said in in_words(citation, look_in(texts, citation)))


def placed(citation: Citation, editions: Mapping[str, Sequence[QuotedText]]) -> Citation:
    """Return a citation with the place of its quote, where it names none and the quote stands once."""
    texts = editions.get(citation.source or "", ())
    if citation.at is not None or citation.quote is None or not texts:
        return citation
    found = look_in(texts, citation).at
    return citation.model_copy(update={"at": found}) if found else citation


def attached(desk: Desk, attachment: Attachment) -> None:
    """Take in a text that this import attaches, and check what was cited from it before it came."""
    desk.now.take_text(attachment)
    waited = () if desk.replay else desk.now.awaiting.pop(attachment.source, ())
    desk.now.awaited -= len(waited)
    for each in waited:
        looked = look_in(desk.now.editions(attachment.source), each.citation)
        _judge(desk, each.part, each.citation, each.where, looked, (each.citation,) if each.known else ())


def filled(desk: Desk, citation: Citation) -> Citation:
    """Return a citation with the ¶ of its quote, where it names no place and the quote stands once."""
    if desk.replay or citation.at is not None or citation.quote is None or citation.source is None:
        return citation
    editions = desk.now.editions(citation.source)
    return placed(citation, {citation.source: editions})


def sources_of(parts: Iterable[Part], own: Sequence[str]) -> set[str]:
    """Return the sources whose texts are needed to check these parts; ``own`` are the file's sources so far."""
    listed = list(parts)
    here = {*own, *(part.value.key for part in listed if isinstance(part.value, Source))}
    found: set[str] = set()
    for citation in (each for part in listed for each in _citations(part.value)):
        if may_be_looked_up(citation):
            found |= {citation.source} if citation.source else here
    return found


def _citations(value: object) -> Sequence[Citation]:
    if isinstance(value, Faulty):
        return _citations(value.draft)
    if isinstance(value, AddedCitation):
        return (value,)
    if isinstance(value, Delegate):
        return (value.cite,) if value.cite else ()
    return value.cite if isinstance(value, Statement) else ()


def same_place(one: Citation, other: Citation) -> bool:
    """Whether two citations are of one place of one source.

    A quote is a place by itself: one of them may have been recorded before its text was at hand, without ``at``.
    """
    if one.source != other.source or not (None in (one.quote, other.quote) or _same_quote(one, other)):
        return False
    by_quote = one.quote is not None and other.quote is not None and None in (one.at, other.at)
    return one.at == other.at or by_quote


def _same_quote(one: Citation, other: Citation) -> bool:
    return one.quote == other.quote or plain_words(one.quote or "") == plain_words(other.quote or "")


def in_words(citation: Citation, looked: CitationCheck) -> Iterator[Said]:
    """Say what is not so of a citation, and what stands in the text instead."""
    quote, text = f'"{_short(citation.quote or "")}"', f"the text of {citation.source}"
    places = _listed(looked)
    for trouble in looked.troubles:
        match trouble:
            case Trouble.missing:
                alike = looked.alike
                hint = f'what resembles it stands in ¶{alike.paragraph}: "{_short(alike.words)}"' if alike else None
                yield Said("quote", f"{quote} is not in {text}", hint or "nothing there resembles it")
            case Trouble.displaced:
                message = f"{quote} is in {text}, but not between that prefix and suffix"
                yield Said("quote", message, f"the words stand in {places}")
            case Trouble.ambiguous:
                message = f"{quote} stands {len(looked.places)} times in {text}: {places}"
                yield Said("quote", message, "say which: give at, a prefix or a suffix")
            case Trouble.elsewhere:
                yield Said(
                    "at", f"{quote} does not stand in {citation.at} of {citation.source}", f"it stands in {places}"
                )
            case Trouble.no_place:
                hint = f"its last is ¶{looked.last}"
                stands = f"; the quote stands in {places}" if looked.places else ""
                yield Said("at", f"there is no {citation.at} in {text}", hint + stands)


def _listed(looked: CitationCheck) -> str:
    named = list(dict.fromkeys(looked.called))
    more = f" and {len(named) - _PLACES} more" if len(named) > _PLACES else ""
    return ", ".join(named[:_PLACES]) + more


def _short(words: str) -> str:
    return words if len(words) <= _SHORT else f"{words[: _SHORT - 1].rstrip()}…"


# -- judging ----------------------------------------------------------------------------------------------------------


def _judge(
    desk: Desk,
    part: Part,
    citation: Citation,
    where: Path,
    looked: CitationCheck,
    recorded: Iterable[Citation],
) -> bool:
    """Make faults of what is not so, or notes where it is recorded all the same."""
    if not looked.troubles:
        return True
    if _among(citation, recorded):
        desk.unfound_before += 1
        return True
    faults = [_fault(part, where, said) for said in in_words(citation, looked)]
    if not desk.unfound and desk.now.proves(citation.source or ""):
        desk.faults += faults
        return False
    for fault in faults:
        told = fault if part.file else replace(fault, path=None)
        desk.plan.note(f"{told}; recorded all the same")
    return True


def _note_earlier(desk: Desk, part: Part, citation: Citation, where: Path, recorded: Iterable[Citation]) -> None:
    """Note that the newest edition has no longer what is cited, where an earlier one has it."""
    source, numbered = citation.source or "", desk.now.numbered_editions(citation.source or "")
    looked = [(number, look(text, citation)) for number, text in numbered] if len(numbered) > 1 else []
    found = earlier_edition(looked) if looked else None
    if found is None or found.gone is None or _among(citation, recorded):
        return
    field, what = ("quote", f'"{_short(citation.quote)}"') if citation.quote else ("at", str(citation.at))
    hint = "cite what it says now, unless what it first said is meant"
    fault = part.fault(found.stands(what, source), *where, field, hint=hint)
    desk.plan.note(str(fault if part.file else replace(fault, path=None)))


def _fault(part: Part, where: Path, said: Said) -> Unfound:
    return Unfound(*astuple(part.fault(said.message, *where, said.field, hint=said.hint)))


def _wait(desk: Desk, citation: Awaiting) -> None:
    desk.now.awaited += 1
    desk.now.awaiting.setdefault(citation.citation.source or "", []).append(citation)


class _Recorded:
    """What the ledger cites in the cell of a statement and in the entry that it corrects; looked up when asked for."""

    def __init__(self, desk: Desk, said: Statement) -> None:
        self._now, self._said = desk.now, said

    def __iter__(self) -> Iterator[Citation]:
        corrected = self._now.entries.get(self._said.corrects.id or 0) if self._said.corrects else None
        entries = [*self._now.cells.get(self._said.cell, ()), *([corrected] if corrected else ())]
        return (citation for entry in entries for citation in self._now.ever_cited(entry))


def _among(citation: Citation, recorded: Iterable[Citation]) -> bool:
    return any(
        one.source == citation.source
        and one.quote == citation.quote
        and (one.prefix, one.suffix) == (citation.prefix, citation.suffix)
        and citation.at in (None, one.at)
        for one in recorded
    )
