"""A source's text made ready to be drawn: harmless, the quotes marked, the codes of those cited beside each paragraph.

It is made by the worker that reads the text, so that a long one holds up no key.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ledger.domain.entries import Entry
from ledger.domain.quotes import QuotedText, Selector, Span
from ledger.domain.records import Party
from ledger.services.sourcing import ShownParagraph, SourceText
from ledger.tui.safe import plain
from ledger.tui.sources.notes import OTHERS

COLOURS = ("cyan", "yellow", "magenta", "green", "blue", "bright_red")
"""One for each party, in the ledger's order; beyond six they come round again, and the letters tell."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Whom an entry speaks of: the code that stands in the margin, and the colour of its quotes."""

    code: str
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A quoted stretch of a paragraph, and the colour of whom it was coded for."""

    start: int
    end: int
    colour: str


@dataclass(frozen=True, slots=True)
class Document:
    """What is drawn: paragraphs, and by paragraph its marks and whom it is cited for."""

    paragraphs: tuple[str, ...] = ()
    marks: Mapping[int, Sequence[Mark]] = field(default_factory=dict)
    margin: Mapping[int, Sequence[Whose]] = field(default_factory=dict)
    quoted: QuotedText | None = None

    def selector(self, paragraph: int, start: int, end: int) -> Selector:
        """Return the selector of a stretch of a paragraph, which is counted from 0; raises as ``QuotedText.select``."""
        assert self.quoted is not None
        first = self.quoted.paragraphs[paragraph].span.start
        return self.quoted.select(Span(first + start, first + end))


def document_of(text: SourceText, whose: Mapping[int, Whose]) -> Document:
    """Make a text ready; ``whose`` says of each entry whom it speaks of."""
    if text.edition is None:
        return Document()
    quoted = QuotedText(text.edition.text, text.edition.pages)
    if quoted.paragraphs:
        quoted.select(Span(quoted.paragraphs[0].span.start, quoted.paragraphs[0].span.start + 1))  # be ready for more
    cited = [(place, each) for place, each in enumerate(text.paragraphs) if each.cited_by or len(each.pieces) > 1]
    quotes = [(place, each) for place, each in enumerate(text.paragraphs) if any(p.entries for p in each.pieces)]
    return Document(
        tuple(harmless(each.text) for each in text.paragraphs),
        {place: _marks(each, whose) for place, each in quotes},
        {place: _cited(each, whose) for place, each in {**dict(cited), **dict(quotes)}.items()},
        quoted,
    )


def harmless(text: str) -> str:
    """Make a paragraph harmless without changing its length, so that places in it stay comparable."""
    if plain(text) == text:
        return text
    return text.translate({ord(character): _instead(character) for character in set(text)})


def _instead(character: str) -> str:
    shown = plain(character)
    return shown if len(shown) == 1 else "\N{REPLACEMENT CHARACTER}"


def _cited(paragraph: ShownParagraph, whose: Mapping[int, Whose]) -> list[Whose]:
    """Return whom a paragraph is cited for, each once, those quoted first."""
    numbers = [*(entry for piece in paragraph.pieces for entry in piece.entries), *paragraph.cited_by]
    return list(dict.fromkeys(whose[number] for number in numbers if number in whose))


def _marks(paragraph: ShownParagraph, whose: Mapping[int, Whose]) -> list[Mark]:
    found: list[Mark] = []
    place = 0
    for piece in paragraph.pieces:
        if piece.entries:
            found.append(Mark(place, place + len(piece.text), whose.get(piece.entries[0], Whose("")).colour))
        place += len(piece.text)
    return found


def speakers(parties: Sequence[Party], entries: Iterable[Entry]) -> dict[int, Whose]:
    """Return whom each entry speaks of; parties have colours in the ledger's order."""
    known = {party.key: Whose(party.code, COLOURS[place % len(COLOURS)]) for place, party in enumerate(parties)}
    others = {kind: Whose(code) for kind, code in OTHERS.items()}
    return {entry.id: known.get(entry.said.cell.party or "", others.get(entry.kind, Whose("?"))) for entry in entries}
