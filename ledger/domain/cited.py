"""Whether what a citation says of a text is so: its quote stands there, once or where ``at`` says; the ¶ is there.

``¶7`` and ``¶7–9`` are places that a text can be asked for, ``p. 3 ¶2`` where it has pages; minutes and the like are
taken as they are. A quote that stands more than once is told apart by its prefix and suffix, or by any ``at``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ledger.domain.entries import Citation
from ledger.domain.quotes import LookAlike, QuotedText, Selector, Span, names_a_place


class Trouble(StrEnum):
    """What is not so of a citation."""

    missing = "missing"
    displaced = "displaced"
    ambiguous = "ambiguous"
    elsewhere = "elsewhere"
    no_place = "no-place"


ABOUT_PLACE = frozenset({Trouble.elsewhere, Trouble.no_place})
"""Troubles that are mended in ``at``; the others are mended in the quote, or in its prefix and suffix."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What became of a citation in one text.

    ``places`` are the paragraphs (first, last) of each stand of the quote; with ``displaced`` those of its words, which
    are not between that prefix and suffix; ``called`` is how a citation names them. ``last`` is the text's last ¶.
    ``alike`` resembles a missing quote.
    """

    places: tuple[tuple[int, int], ...]
    last: int
    troubles: tuple[Trouble, ...] = ()
    alike: LookAlike | None = None
    called: tuple[str, ...] = ()

    @property
    def at(self) -> str | None:
        """The place of a quote that stands once, as a citation writes it: ``¶5``."""
        return self.called[0] if len(self.places) == 1 and Trouble.displaced not in self.troubles else None


def may_be_looked_up(citation: Citation) -> bool:
    """Whether a citation says anything that its source's text could gainsay."""
    return citation.quote is not None or names_a_place(citation.at)


def look(text: QuotedText, citation: Citation) -> Looked:
    """Look a citation up in a text."""
    cited, last = text.cited(citation.at), len(text.paragraphs)
    troubles = () if cited is None or (cited and 1 <= cited.start <= cited.stop - 1 <= last) else (Trouble.no_place,)
    if citation.quote is None:
        return Looked((), last, troubles)
    exact, around = citation.quote, (citation.prefix, citation.suffix)
    places = _places(text, Selector(exact, *around))
    if not places and any(around) and (bare := _places(text, Selector(exact))):
        return Looked(bare, last, (Trouble.displaced, *troubles), called=_called(text, bare))
    if not places:
        return Looked((), last, (Trouble.missing, *troubles), text.look_alike(exact))
    if cited is not None and not troubles and not any(_meet(place, cited) for place in places):
        troubles = (Trouble.elsewhere,)
    elif citation.at is None and len(places) > 1:
        troubles = (Trouble.ambiguous,)
    return Looked(places, last, troubles, called=_called(text, places))


def look_in(editions: Sequence[QuotedText], citation: Citation) -> Looked:
    """Look a citation up in the texts of its source, the last edition first: what is so in any of them is so."""
    found = [look(text, citation) for text in reversed(editions)]
    return next((each for each in found if not each.troubles), found[0])


def proves(coded_from: str | None, editions: Iterable[tuple[int, str]]) -> bool:
    """Whether the text that a source was coded from is among these (number, sha256): a later one proves nothing."""
    return any(sha256 == coded_from if coded_from else number == 1 for number, sha256 in editions)


def _places(text: QuotedText, selector: Selector) -> tuple[tuple[int, int], ...]:
    return tuple(_between(text, span) for span in text.anchor(selector).spans)


def _called(text: QuotedText, places: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    return tuple(text.called(place) for place in places)


def _between(text: QuotedText, span: Span) -> tuple[int, int]:
    inside = text.paragraphs_of(span)
    return inside[0], inside[-1]


def _meet(place: tuple[int, int], cited: range) -> bool:
    return place[0] < cited.stop and cited.start <= place[1]
