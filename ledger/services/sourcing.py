"""Sources and their texts: entered, attached, shown; and whether every quote stands where it is said to.

A text is kept as it was read. A changed text is a new edition, with a number of its own. The quotes it no longer holds
are its orphans: they stay with the edition they were taken from and are never moved to words that look like them.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from ledger.domain.editions import UnreadableText, sha256_of, text_of
from ledger.domain.entries import Citation
from ledger.domain.naming import few
from ledger.domain.quotes import Anchor, LookAlike, QuotedText, QuoteState, TextSpan, where_it_stands
from ledger.domain.records import Delegate, Source
from ledger.domain.seed import Attachment, ChangesetInfo
from ledger.domain.words import Reliability, SourceKind
from ledger.errors import Conflict, InvalidData, NotFound
from ledger.formats.extract import Extracted, extract, is_document
from ledger.services import acting, points, verifying
from ledger.services.importing import Imported
from ledger.services.verifying import UnfoundQuote
from ledger.storage import register, texts
from ledger.storage.database import Store
from ledger.storage.texts import Edition, Quoted


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """A quote of an entry, and whether it stands in one edition of its source's text.

    ``paragraphs`` are those it stands in, of several those that the citation names; ``in_place`` says whether it stands
    in one that the citation names (``None`` where it names none). ``look_alike`` is what resembles a missing quote.
    """

    entry: int
    citation: Citation
    anchor: Anchor
    paragraphs: tuple[int, ...]
    in_place: bool | None = None
    look_alike: LookAlike | None = None

    @property
    def quote(self) -> str:
        """The words."""
        return self.citation.quote or ""

    @property
    def standing(self) -> QuoteState:
        """Once, ambiguous or missing."""
        return self.anchor.standing


@dataclass(frozen=True, slots=True)
class Attached:
    """A text attached. ``orphans`` are the quotes that stood in the edition before and do not stand in this one.

    ``places`` are cited without a quote, and are not in it; and what delegates are cited with, and is not.
    """

    edition: Edition
    imported: Imported
    quotes: tuple[QuoteCheck, ...]
    orphans: tuple[QuoteCheck, ...]
    places: tuple[UnfoundQuote, ...] = ()

    @property
    def recorded(self) -> bool:
        """Whether the ledger did not have this text yet."""
        return bool(self.imported.changesets)


@dataclass(frozen=True, slots=True)
class QuotedPiece:
    """A stretch of a paragraph with the numbers of the entries that quote it; plain text has none."""

    text: str
    entries: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownParagraph:
    """A paragraph cut into pieces at the edges of quotes. ``cited_by`` are the entries whose citation names it.

    ``delegates`` are those whose seat is cited from it, by its number or by words of it.
    """

    number: int
    pieces: tuple[QuotedPiece, ...]
    cited_by: tuple[int, ...] = ()
    delegates: tuple[Delegate, ...] = ()

    @property
    def text(self) -> str:
        """The whole paragraph."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class SourceText:
    """A source with one edition of its text, if it has any; ``quotes`` are checked against this edition."""

    source: Source
    editions: tuple[Edition, ...]
    edition: Edition | None
    paragraphs: tuple[ShownParagraph, ...]
    quotes: tuple[QuoteCheck, ...]

    @property
    def orphans(self) -> tuple[QuoteCheck, ...]:
        """Quotes that do not stand in this edition."""
        return tuple(check for check in self.quotes if check.standing is QuoteState.missing)

    @property
    def ambiguous(self) -> tuple[QuoteCheck, ...]:
        """Quotes that stand more than once in it."""
        return tuple(check for check in self.quotes if check.standing is QuoteState.ambiguous)


def add_source(store: Store, source: Source, header: ChangesetInfo) -> Imported:
    """Enter a source; raise ``Conflict`` where its key is taken."""
    return acting.add(store, source, header)


def listed(store: Store) -> list[Source]:
    """Return the sources that were not entered by mistake, in the order in which they were."""
    return [source for source in register.load_one(store, Source).values() if not source.struck]


def read_file(name: str, data: bytes, encoding: str | None = None) -> bytes | Extracted:
    """Return what is to be attached of a file: the text read out of a document, or the bytes of a text in UTF-8.

    A file with an ``encoding`` is made UTF-8. Raises ``InvalidData`` where no text can be read out of it,
    ``UsageError`` where a library is missing.
    """
    return extract(name, data, encoding) if encoding or is_document(name) else data


def add_document(
    store: Store, key: str, document: Extracted, given: Mapping[str, Any], header: ChangesetInfo
) -> Attached:
    """Enter a source with the text that was read out of its document, as one act.

    ``given`` are fields of the source; what is left out is taken from the document: its title, and where it says so
    publisher, day, address and language. A source that is there is given the text: nothing new where it has that, and
    a new edition where it was read out of the same file otherwise. Raises ``InvalidData`` where the source has the text
    of another file, ``Conflict`` where it is there and ``given`` says otherwise.
    """
    try:
        source = _source(store, key)
    except NotFound:
        values = [_as_source(key, document, given)]
        return _attach(store, values[0], document, acting.titled(header, f"add {key}"), also=values)
    if unlike := [name for name, value in given.items() if str(getattr(source, name)) != str(value)]:
        raise Conflict(f"{key} is there, with another {unlike[0]}", hint=f"posl edit source:{key} changes it")
    return _attach(store, source, document, header)


def _as_source(key: str, document: Extracted, given: Mapping[str, Any]) -> Source:
    said = {
        "title": document.title or key,
        "publisher": document.publisher,
        "published": document.published,
        "url": document.url,
        "language": document.language,
        "kind": SourceKind.document,
        "reliability": Reliability.F,
    }
    fields = {**{name: value for name, value in said.items() if value}, **given, "key": key}
    return acting.of_fields(Source, fields)


def attach(
    store: Store, key: str, data: bytes | Extracted, header: ChangesetInfo, *, edition: bool = False
) -> Attached:
    """Attach the bytes of a file as the text of a source, or what was read out of one; look up every quote in it.

    Raises ``NotFound`` for an unknown source, ``InvalidData`` where the bytes are no text, and where they are another
    text than the source was coded from or has already, unless it is said to be a new ``edition``.
    """
    return _attach(store, _source(store, key), data, header, edition=edition)


def _attach(
    store: Store,
    source: Source,
    given: bytes | Extracted,
    header: ChangesetInfo,
    *,
    edition: bool = False,
    also: Iterable[Source] = (),
) -> Attached:
    key = source.key
    read = given if isinstance(given, Extracted) and given.extractor else None
    data = given.text.encode() if isinstance(given, Extracted) else given
    try:
        text = text_of(data)
    except UnreadableText as problem:
        raise InvalidData(f"the text of {key} {problem}", hint=problem.fault.hint, faults=(problem.fault,)) from problem
    known = [] if also else texts.editions(store, key)
    again = read is not None and any(each.original == read.original for each in known)
    number = _edition_number(source, known, sha256_of(data), new=edition or again)
    attachment = Attachment(
        source=key,
        edition=number,
        sha256=sha256_of(data),
        text=text,
        original=read.original if read else None,
        extractor=read.extractor if read else None,
        pages=" ".join(map(str, read.pages)) if read and read.pages else None,
    )
    message = f"attach the text of {key}" if number == 1 else f"attach edition {number} of {key}"
    imported = acting.perform(store, [*also, attachment], header if header.message else _saying(header, message))
    this = next(each for each in texts.editions(store, key) if each.number == number)
    before = max((each for each in known if each.number < number), key=lambda each: each.number, default=None)
    doubts = verifying.doubts(store, source)
    places = tuple(each.unfound() for each in doubts if each.citation.quote is None or each.cited.entry is None)
    return replace(_attached(store, this, before, imported), places=places)


def show_source(store: Store, key: str, *, edition: int | None = None, at: str = "now") -> SourceText:
    """Return a source with its text, ¶ by ¶, the quoted phrases marked; without a text, there are no paragraphs."""
    source = _source(store, key)
    known_at = points.resolve(store, at).known_at
    known = texts.editions(store, key, known_at)
    this = _chosen(known, key, edition)
    checks = tuple(_checked(this, texts.quotes(store, key, known_at))) if this else ()
    if this is None:
        return SourceText(source, tuple(known), None, (), ())
    seats = [seat for seat in register.load_one(store, Delegate, known_at).values() if not seat.struck]
    cited = texts.places_cited(store, key, known_at)
    paragraphs = _paragraphs(this, checks, cited, [seat for seat in seats if seat.cite and seat.cite.source == key])
    return SourceText(source, tuple(known), this, tuple(paragraphs), checks)


def place_of(store: Store, number: int, quote: str) -> tuple[str, tuple[int, int]] | None:
    """Return where an entry's quote stands: the source, the paragraph of its last text from 0, the place in that.

    ``None`` where the entry has no such quote, or it is not in a text that is attached.
    """
    entry = acting.entry_or_fail(store, number)
    cited = next((each for each in entry.said.cite if each.quote is not None and each.quote == quote), None)
    this = _chosen(texts.editions(store, cited.source), cited.source, None) if cited and cited.source else None
    if cited is None or this is None:
        return None
    text = QuotedText(this.text, this.pages)
    span = next(iter(where_it_stands(text, cited).spans), None)
    if span is None:
        return None
    paragraph = text.paragraphs_of(span)[0]
    return this.source, (paragraph - 1, span.start - text.paragraphs[paragraph - 1].span.start)


def _source(store: Store, key: str) -> Source:
    found = acting.record_or_fail(store, Source.table, key)
    assert isinstance(found, Source)
    return found


def _saying(header: ChangesetInfo, message: str) -> ChangesetInfo:
    return header.model_copy(update={"message": message})


def _edition_number(source: Source, known: list[Edition], sha256: str, *, new: bool) -> int:
    """Return the edition that these bytes are: one the ledger has, the one coded from, or the next."""
    same = next((each.number for each in known if each.sha256 == sha256), None)
    if same is not None:
        return same
    first = next((each.sha256 for each in known if each.number == 1), source.sha256)
    if first in (None, sha256):
        return 1
    if new:
        return max([1, *(each.number for each in known)]) + 1
    whose = "was coded from" if first == source.sha256 else "has already"
    raise InvalidData(
        f"this is not the text that {source.key} {whose}: its sha256 is {sha256}, that one's is {first}",
        hint=f"if it is a later edition of that text: posl source attach {source.key} FILE --edition",
    )


def _attached(store: Store, this: Edition, before: Edition | None, imported: Imported) -> Attached:
    quoted = list(texts.quotes(store, this.source))
    checks = tuple(_checked(this, quoted))
    stood = [True] * len(checks)
    if before is not None:
        earlier = QuotedText(before.text, before.pages)
        stood = [bool(where_it_stands(earlier, each.citation).spans) for each in quoted]
    missing = [check.standing is QuoteState.missing for check in checks]
    orphans = tuple(check for check, was, gone in zip(checks, stood, missing, strict=True) if was and gone)
    return Attached(this, imported, checks, orphans if this.number > 1 else ())


def _chosen(known: list[Edition], key: str, wanted: int | None) -> Edition | None:
    if wanted is None:
        return known[-1] if known else None
    found = next((each for each in known if each.number == wanted), None)
    if found is None:
        hint = f"it has {few(each.number for each in known)}" if known else f"posl source attach {key} FILE"
        raise NotFound(f"{key} has no edition {wanted}", hint=hint)
    return found


def _checked(edition: Edition, quoted: Iterable[Quoted]) -> Iterable[QuoteCheck]:
    text = QuotedText(edition.text, edition.pages)
    for each in quoted:
        anchor = where_it_stands(text, each.citation)
        inside = tuple(sorted({number for span in anchor.spans for number in text.paragraphs_of(span)}))
        cited = text.cited(each.citation.at)
        in_place = None if cited is None else any(number in cited for number in inside)
        alike = None if anchor.spans else text.look_alike(each.words)
        assert each.entry is not None
        yield QuoteCheck(each.entry, each.citation, anchor, inside, in_place, alike)


def _paragraphs(
    edition: Edition, checks: Iterable[QuoteCheck], cited: Iterable[tuple[int, str]], seats: Iterable[Delegate]
) -> Iterable[ShownParagraph]:
    text = QuotedText(edition.text, edition.pages)
    marks: dict[int, list[tuple[TextSpan, int]]] = {}
    for check in checks:
        for span in check.anchor.spans:
            for number in text.paragraphs_of(span):
                marks.setdefault(number, []).append((span, check.entry))
    naming: dict[int, list[int]] = {}
    for entry, at in cited:
        for number in _named(text, at):
            naming.setdefault(number, []).append(entry)
    sitting: dict[int, list[Delegate]] = {}
    for seat in seats:
        for number in _cited_from(text, seat.cite):
            sitting.setdefault(number, []).append(seat)
    for paragraph in text.paragraphs:
        here = marks.get(paragraph.number, [])
        by = tuple(dict.fromkeys(naming.get(paragraph.number, ())))
        sat = tuple(sitting.get(paragraph.number, ()))
        yield ShownParagraph(paragraph.number, tuple(_pieces(edition.text, paragraph.span, here)), by, sat)


def _named(text: QuotedText, at: str | None) -> range:
    """Return the paragraphs that a place names and the text has: a locator may name any number."""
    places = text.cited(at) or range(0)
    return range(places.start, min(places.stop, len(text.paragraphs) + 1))


def _cited_from(text: QuotedText, citation: Citation | None) -> list[int]:
    """Return the paragraphs that a citation names, and those that its quote stands in."""
    if citation is None:
        return []
    spans = where_it_stands(text, citation).spans
    return sorted({*_named(text, citation.at), *(number for span in spans for number in text.paragraphs_of(span))})


def _pieces(text: str, whole: TextSpan, marks: list[tuple[TextSpan, int]]) -> Iterable[QuotedPiece]:
    """Cut a paragraph where a quote begins or ends; quotes may overlap."""
    edges = {whole.start, whole.end} | {edge for span, _entry in marks for edge in (span.start, span.end)}
    inside = sorted(edge for edge in edges if whole.start <= edge <= whole.end)
    coming, here = deque(sorted(marks)), list[tuple[TextSpan, int]]()
    for start, end in pairwise(inside):
        while coming and coming[0][0].start < end:
            here.append(coming.popleft())
        here = [(span, entry) for span, entry in here if span.end > start]
        yield QuotedPiece(text[start:end], tuple(sorted({entry for _span, entry in here})))
