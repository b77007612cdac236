"""Quotes in a text: a selector by exact words, prefix and suffix (W3C TextQuoteSelector), and where it stands.

What nobody sees does not count: runs of white space are one blank (no-break spaces are white space), soft hyphens and
zero-width spaces are left out, characters are compared in their composed form (NFC), ligatures as their letters, and
hyphens of every kind are one. A word that a hyphen breaks at the end of a line is found whole, with its hyphen, and as
it stands. All else does count: a quote stands once, more than once (ambiguous) or not at all. One that is gone is never
moved to a look-alike, which is shown and nothing more. Prefix and suffix are part of the quote: words that still stand,
but no longer between them, are another place.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import accumulate

from ledger.domain.entries import Citation

CONTEXT = 32
MOST = 500  # characters of a quote, a prefix or a suffix: what a citation holds
LOOKS_ALIKE = 75.0  # of 100; rapidfuzz's ratio

# White space, and those of its characters that an attached text shows as a visible code (``ledger.domain.editions``).
_BLANK = r"(?:\s|⟨U\+(?:000B|000C|000D|0085)⟩)"
_HIDDEN = "\u00ad\u200b\u2060\ufeff"  # where a word may be broken, or may not
_ALIKE = {
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st",
    "\u2010": "-", "\u2011": "-",
}  # fmt: skip
"""What looks like other characters, and is printed and typed for them."""
_PLAINLY: dict[int, str | None] = {ord(one): other for one, other in _ALIKE.items()} | dict.fromkeys(map(ord, _HIDDEN))
_UNSEEN = rf"(?! (?![\s{_HIDDEN}⟨]))[{_HIDDEN}]*{_BLANK}(?:{_BLANK}|[{_HIDDEN}])*|[{_HIDDEN}]+"  # but one plain blank
_BROKEN = r"(?<=[^\W\d_])[-\u2010\u2011][^\S\n]*\n\s*(?=[^\W\d_])"
_SPACE = re.compile(_UNSEEN)
_SPACE_OR_BROKEN = re.compile(f"{_BROKEN}|{_UNSEEN}")
_BREAK = "\x01"
"""Stands in the normal form, and in no text, for a hyphen at the end of a line: nobody can tell if the word has one."""
_MEDIAL_JAMO = range(0x1161, 0x1176)
_FINAL_JAMO = range(0x11A8, 0x11C3)
_LINE = re.compile(r"[^\n]+")
_PAGED = re.compile(r"pp?\.\s*(\d+)(?:\s*[-–]\s*(\d+))?(?:[\s,]*(¶.+))?")
_CITED = re.compile(r"¶\s*(\d+)(?:\s*[-–]\s*¶?\s*(\d+))?")


class QuoteState(StrEnum):
    """Whether a quote stands in a text."""

    once = "once"
    ambiguous = "ambiguous"
    missing = "missing"


@dataclass(frozen=True, slots=True)
class Selector:
    """Words of a text, with what stands directly before and after them."""

    exact: str
    prefix: str | None = None
    suffix: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class TextSpan:
    """A stretch of a text: offsets of its first character and of the one after its last."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a quote stands: every place that its selector fits."""

    spans: tuple[TextSpan, ...]

    @property
    def standing(self) -> QuoteState:
        """Once, ambiguous or missing."""
        if not self.spans:
            return QuoteState.missing
        return QuoteState.once if len(self.spans) == 1 else QuoteState.ambiguous


@dataclass(frozen=True, slots=True)
class TextParagraph:
    """The n-th non-empty line of a text, which citations call ``¶n``."""

    number: int
    span: TextSpan
    text: str


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Words that resemble a missing quote, for a person to judge."""

    words: str
    paragraph: int


class QuotedText:
    """A text made ready to look quotes up in."""

    def __init__(self, text: str, pages: str | None = None) -> None:
        """Take a text; ``pages`` says how many paragraphs each page has, where it has pages: ``4 7 3``."""
        self.text = text
        self.pages = tuple(map(int, pages.split())) if pages else ()

    def cited(self, locator: str | None) -> range | None:
        """Return the paragraphs that a locator names: ``¶7``; in a text with pages ``p. 3 ¶2``, ``p. 3``, ``pp. 3–4``.

        ``None`` for a locator in free text; a page or a ¶ that is not there names none.
        """
        found = _PAGED.fullmatch(locator.strip()) if locator and self.pages else None
        if found is None:
            return cited_paragraphs(locator)
        first, last = int(found[1]), int(found[2] or found[1])
        if not 1 <= first <= last <= len(self.pages):
            return range(0)
        before, here = sum(self.pages[: first - 1]), sum(self.pages[first - 1 : last])
        inside = cited_paragraphs(found[3]) if found[3] else range(1, here + 1)
        if inside is None:
            return None
        return range(before + inside.start, before + inside.stop) if inside.stop - 1 <= here else range(0)

    def called(self, paragraphs: tuple[int, int]) -> str:
        """Return paragraphs, first and last, as a citation names them: ``¶5``, ``¶5–6``, with pages ``p. 3 ¶2``."""
        first, last = paragraphs
        ends = list(accumulate(self.pages))
        page = bisect_left(ends, first) + 1
        before = ends[page - 2] if page > 1 else 0
        if page > len(ends) or last > ends[page - 1]:
            return f"¶{first}" if first == last else f"¶{first}–{last}"
        first, last = first - before, last - before
        return f"p. {page} ¶{first}" if first == last else f"p. {page} ¶{first}–{last}"

    @cached_property
    def paragraphs(self) -> tuple[TextParagraph, ...]:
        """The non-empty lines, numbered from 1."""
        lines = (found for found in _LINE.finditer(self.text) if found.group().strip())
        return tuple(TextParagraph(n, TextSpan(*found.span()), found.group()) for n, found in enumerate(lines, 1))

    def paragraphs_of(self, span: TextSpan) -> range:
        """Return the numbers of the paragraphs that a stretch lies in."""
        first, last = (bisect_right(self._starts, place) for place in (span.start, max(span.start, span.end - 1)))
        return range(first, last + 1)

    def anchor(self, selector: Selector) -> Anchor:
        """Return every place that fits: the exact words, after the prefix and before the suffix if there are any."""
        exact, prefix, suffix = (plain_words(part or "") for part in (selector.exact, selector.prefix, selector.suffix))
        prefix, suffix = _as_it_stands(prefix), _as_it_stands(suffix)
        places = (
            (start, end)
            for start, end in self._occurrences(exact)
            if self._stretch(start - len(prefix) - 1, start).rstrip().endswith(prefix)
            and self._stretch(end, end + len(suffix) + 1).lstrip().startswith(suffix)
            and not self._is_inside_a_character(end)
        )
        return Anchor(tuple(self._span(start, end) for start, end in places))

    def holds(self, exact: str, paragraphs: range) -> bool:
        """Whether these words are seen to stand within some paragraphs, in one piece."""
        first, last = self.paragraphs[paragraphs.start - 1], self.paragraphs[paragraphs.stop - 2]
        words = plain_words(exact)
        found = self._plain.find(words, self._plain_place(first.span.start), self._plain_place(last.span.end))
        return bool(words) and found >= 0 and not self._is_inside_a_character(found + len(words))

    def select(self, span: TextSpan) -> Selector:
        """Make a selector of a stretch, with 32 characters around it, more where it takes more to tell it from others.

        Raises ``ValueError`` where the stretch holds no words, or more than a quote may.
        """
        start, end = self._plain_place(span.start), self._plain_place(span.end)
        exact = self._plain[start:end]
        start, end = start + len(exact) - len(exact.lstrip()), end - len(exact) + len(exact.rstrip())
        if start >= end:
            raise ValueError("nothing is selected")
        if end - start > MOST:
            raise ValueError(f"a quote is at most {MOST} characters; {end - start} are selected")
        found = self._selector(start, end, CONTEXT)
        for width in (4 * CONTEXT, MOST):
            if self.anchor(found).standing is QuoteState.once:
                break
            found = self._selector(start, end, width)
        return found

    def look_alike(self, exact: str) -> LookAlike | None:
        """Return the words most like a missing quote, or ``None`` where nothing resembles it."""
        from rapidfuzz import fuzz  # only who misquotes waits for it

        wanted = plain_words(exact)
        found = fuzz.partial_ratio_alignment(wanted, self._plain, score_cutoff=LOOKS_ALIKE)
        if found is None or not wanted or len(wanted) > len(self._plain):
            return None
        start = self._plain.rfind(" ", 0, found.dest_start + 1) + 1
        end = self._plain.find(" ", max(found.dest_end - 1, start))
        words = self._plain[start : end if end >= 0 else None].strip()
        number = self.paragraphs_of(self._span(start, start + len(words)))[0]
        return LookAlike(_as_it_stands(words), number)

    def _selector(self, start: int, end: int, width: int) -> Selector:
        before, after = self._stretch(start - width, start).strip(), self._stretch(end, end + width).strip()
        return Selector(self._stretch(start, end), before or None, after or None)

    def _stretch(self, start: int, end: int) -> str:
        return _as_it_stands(self._plain[max(0, start) : end])

    def _is_inside_a_character(self, place: int) -> bool:
        """Whether an accent follows: the letter before it is another letter."""
        return place < len(self._plain) and not self._plain[place].isascii() and _joins(self._plain[place])

    def _occurrences(self, exact: str) -> Iterator[tuple[int, int]]:
        """Yield where each begins and ends; one may begin inside another."""
        if exact and _BREAK in self._plain:
            found = re.compile(_across_lines(exact))
            match = found.search(self._plain)
            while match:
                yield match.span()
                match = found.search(self._plain, match.start() + 1)
            return
        start = self._plain.find(exact) if exact else -1
        while start >= 0:
            yield start, start + len(exact)
            start = self._plain.find(exact, start + 1)

    @cached_property
    def _starts(self) -> list[int]:
        return [paragraph.span.start for paragraph in self.paragraphs]

    # Offsets of the normalised text and back: the places where the two drift apart, in order.

    @cached_property
    def _changes(self) -> list[tuple[int, int, str]]:
        """Stretches of the text that are written otherwise in its normal form, from left to right."""
        found = ((each.start(), each.end(), _plain(each.group())) for each in _changing(self.text).finditer(self.text))
        return [(start, end, instead) for start, end, instead in found if self.text[start:end] != instead]

    @cached_property
    def _plain(self) -> str:
        pieces, last = [], 0
        for start, end, instead in self._changes:
            pieces += [self.text[last:start], instead]
            last = end
        return "".join([*pieces, self.text[last:]])

    @cached_property
    def _drift(self) -> tuple[list[int], list[int]]:
        plain, original = [0], [0]
        for start, end, instead in self._changes:
            if len(instead) != end - start:
                plain.append(plain[-1] + start - original[-1] + len(instead))
                original.append(end)
        return plain, original

    def _span(self, start: int, end: int) -> TextSpan:
        """Return where a stretch of the normalised text, which ends in no space, stands in the text itself."""
        return TextSpan(self._original_place(start), self._original_place(end))

    def _original_place(self, place: int) -> int:
        plain, original = self._drift
        segment = bisect_right(plain, place) - 1
        after = original[segment] + place - plain[segment]
        return min(after, original[segment + 1] if segment + 1 < len(original) else len(self.text))

    def _plain_place(self, place: int) -> int:
        plain, original = self._drift
        segment = bisect_right(original, place) - 1
        after = plain[segment] + place - original[segment]
        return min(after, plain[segment + 1] if segment + 1 < len(plain) else len(self._plain))


@lru_cache(maxsize=4096)  # a record of many votes cites the same few places
def cited_paragraphs(locator: str | None) -> range | None:
    """Return the paragraphs that ``¶7`` or ``¶7–9`` names; ``None`` for a locator in free text."""
    found = _CITED.fullmatch(locator.strip()) if locator else None
    if found is None:
        return None
    first = int(found[1])
    return range(first, int(found[2] or first) + 1)


@lru_cache(maxsize=4096)
def names_a_place(locator: str | None) -> bool:
    """Whether a text may be asked for a place: a ¶, or a page."""
    return cited_paragraphs(locator) is not None or bool(locator and _PAGED.fullmatch(locator.strip()))


def plain_words(words: str) -> str:
    """Return words as they are compared: in their normal form, without white space at either end."""
    return _changing(words).sub(lambda found: _plain(found.group()), words).strip()


def _as_it_stands(plain: str) -> str:
    """Return a normal form in the words of a quote: a hyphen at the end of a line is a hyphen and a blank."""
    return plain.replace(_BREAK, "- ")


def _across_lines(exact: str) -> str:
    """Return a pattern that finds words also where a hyphen breaks them at the end of a line."""
    parts = re.split("(- |-|" + _BREAK + ")", exact)
    broken = {"- ": f"(?:- |{_BREAK})", "-": f"[-{_BREAK}]", _BREAK: f"(?:- |{_BREAK})"}
    return "".join(broken.get(part) or f"{_BREAK}?".join(map(re.escape, part)) for part in parts)


def _plain(stretch: str) -> str:
    """Return what stands in the normal form for a stretch that ``_changing`` finds."""
    if "\n" in stretch and stretch[0] in "-\u2010\u2011":
        return _BREAK
    seen = stretch.translate(_PLAINLY)
    if not seen.strip() or _SPACE.fullmatch(seen):
        return " " if seen else ""
    return unicodedata.normalize("NFC", seen)


def _changing(text: str) -> re.Pattern[str]:
    """Return a pattern of what may be written otherwise in the normal form of a text: in most texts, only spaces."""
    if unicodedata.is_normalized("NFC", text) and not any(each in text for each in (*_HIDDEN, *_ALIKE)):
        return _SPACE_OR_BROKEN
    characters = sorted(set(text))
    joining = re.escape("".join(each for each in characters if _joins(each)))
    alone = re.escape("".join(filter(_is_otherwise, characters)))
    composed = [rf"[^\s{_HIDDEN}{joining}]?(?:[{_HIDDEN}]*[{joining}])+"] if joining else []
    return re.compile("|".join([*composed, _BROKEN, _UNSEEN, *([f"[{alone}]"] if alone else [])]))


def _is_otherwise(character: str) -> bool:
    """Whether a character by itself is another in the normal form."""
    return character in _ALIKE or not unicodedata.is_normalized("NFC", character)


def _joins(character: str) -> bool:
    """Whether a character may be composed with what stands before it."""
    code = ord(character)
    return unicodedata.category(character).startswith("M") or code in _MEDIAL_JAMO or code in _FINAL_JAMO


# ----------------------------------------------------------------------------------------------------------------------
# Whether what a citation says of a text is so: its quote stands there, once or where ``at`` says; the ¶ is there.


class Trouble(StrEnum):
    """What is not so of a citation."""

    missing = "missing"
    displaced = "displaced"
    ambiguous = "ambiguous"
    elsewhere = "elsewhere"
    no_place = "no-place"


@dataclass(frozen=True, slots=True)
class CitationCheck:
    """What became of a citation in one text.

    ``places`` are the paragraphs (first, last) of each stand of the quote, as ``where_it_stands`` has them; with
    ``displaced`` those of its words, which are not between that prefix and suffix; ``called`` is how a citation names
    them. ``last`` is the text's last ¶. ``alike`` resembles a missing quote.
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

    @property
    def lacking(self) -> bool:
        """Whether it is not in the text at all: a quote that stands nowhere, a bare place that is not there."""
        return bool(self.troubles) and (not self.places or Trouble.displaced in self.troubles)


def may_be_looked_up(citation: Citation) -> bool:
    """Whether a citation says anything that its source's text could gainsay."""
    return citation.quote is not None or names_a_place(citation.at)


def stands_as_cited(text: QuotedText, citation: Citation) -> bool:
    """Whether a quote is seen to stand in the ¶ that its citation names, at a glance: ``look`` would find no trouble.

    Where it is not, that says nothing yet. A text may be long and quoted ten thousand times: all of it is looked
    through for each quote that is not where it is said to be.
    """
    quote, cited = citation.quote, text.cited(citation.at)
    if quote is None or citation.prefix or citation.suffix or not cited:
        return False
    return 1 <= cited.start < cited.stop <= len(text.paragraphs) + 1 and text.holds(quote, cited)


def where_it_stands(text: QuotedText, citation: Citation) -> Anchor:
    """Return where the quote of a citation stands: of several places those in the ¶ that ``at`` names, if any are.

    Everything that shows or counts a quote goes by this. Where ``at`` names a ¶ in which it is not, or none, all its
    places are told: which of them is meant nobody has said.
    """
    found = text.anchor(Selector(citation.quote or "", citation.prefix, citation.suffix))
    cited = text.cited(citation.at) if len(found.spans) > 1 else None
    meant = tuple(span for span in found.spans if _meet(_between(text, span), cited)) if cited else ()
    return Anchor(meant) if meant else found


def look(text: QuotedText, citation: Citation) -> CitationCheck:
    """Look a citation up in a text."""
    cited, last = text.cited(citation.at), len(text.paragraphs)
    troubles = () if cited is None or (cited and 1 <= cited.start <= cited.stop - 1 <= last) else (Trouble.no_place,)
    if citation.quote is None:
        return CitationCheck((), last, troubles)
    exact, around = citation.quote, (citation.prefix, citation.suffix)
    places = _places(text, where_it_stands(text, citation))
    if not places and any(around) and (bare := _places(text, text.anchor(Selector(exact)))):
        return CitationCheck(bare, last, (Trouble.displaced, *troubles), called=_called(text, bare))
    if not places:
        return CitationCheck((), last, (Trouble.missing, *troubles), text.look_alike(exact))
    if cited is not None and not troubles and not any(_meet(place, cited) for place in places):
        troubles = (Trouble.elsewhere,)
    elif citation.at is None and len(places) > 1:
        troubles = (Trouble.ambiguous,)
    return CitationCheck(places, last, troubles, called=_called(text, places))


def look_in(editions: Sequence[QuotedText], citation: Citation) -> CitationCheck:
    """Look a citation up in the texts of its source, the last edition first: what is so in any of them is so."""
    found = [look(text, citation) for text in reversed(editions)]
    return next((each for each in found if not each.troubles), found[0])


@dataclass(frozen=True, slots=True)
class EarlierEdition:
    """Where something stands as it is cited, which the last edition of the text has no more, or elsewhere.

    ``number`` is the latest edition that has it so. ``gone`` is the first of those since that lack it altogether;
    ``None``: the words still stand in the last edition, in another place.
    """

    number: int
    gone: int | None

    @property
    def said(self) -> str:
        """Which edition it is, and which no longer has it."""
        return f"edition {self.number}" + (f", {self.brief}" if self.gone else "")

    @property
    def brief(self) -> str:
        """Which edition has it no longer; where the words stand elsewhere, which has them there."""
        return f"no longer in edition {self.gone}" if self.gone else f"edition {self.number}"

    def stands(self, what: str, source: str) -> str:
        """Say where something that is gone from a source stands, and which edition has it no longer."""
        return f"{what} stands in edition {self.number} of {source}, {self.brief}"


def earlier_edition(looked: Sequence[tuple[int, CitationCheck]]) -> EarlierEdition | None:
    """Return the earlier edition that bears out what the last does not; ``looked``: of every edition, by number."""
    so = [number for number, each in looked if not each.troubles]
    if not so or so[-1] == looked[-1][0]:
        return None
    having = max(number for number, each in looked if not each.lacking)
    gone = next((number for number, _each in looked if number > having), None)
    return EarlierEdition(so[-1], gone)


def proves(coded_from: str | None, editions: Iterable[tuple[int, str]]) -> bool:
    """Whether the text that a source was coded from is among these (number, sha256): a later one proves nothing."""
    return any(sha256 == coded_from if coded_from else number == 1 for number, sha256 in editions)


def _places(text: QuotedText, anchor: Anchor) -> tuple[tuple[int, int], ...]:
    return tuple(_between(text, span) for span in anchor.spans)


def _called(text: QuotedText, places: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    return tuple(text.called(place) for place in places)


def _between(text: QuotedText, span: TextSpan) -> tuple[int, int]:
    inside = text.paragraphs_of(span)
    return inside[0], inside[-1]


def _meet(place: tuple[int, int], cited: range) -> bool:
    return place[0] < cited.stop and cited.start <= place[1]
